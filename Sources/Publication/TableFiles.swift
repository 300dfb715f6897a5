// SPDX-License-Identifier: Apache-2.0
//
// The tables as CSV: the whole table with a status for each cell, and the flowmap pair `locations.csv`
// (`id,name,lat,lon`) and `flows.csv` (`origin,dest,count[,time]`, then one column for any other
// dimension, which flowmap ignores). A withheld cell has empty values there, never a zero.

import ImpactAssessment
import Studies

struct TableFiles {
    let table: PublishedTable
    let territory: Territory

    /// All cells: dimension codes, `status`, then for each measure its number and 95 % interval.
    func cells() -> String {
        let plan = table.plan
        let measures = plan.measures.flatMap { [$0.name, "\($0.name)_low", "\($0.name)_high"] }
        var csv = CSVText(header: plan.dimensions.map(\.name) + ["status"] + measures)
        for row in table.rows {
            let codes = row.values.map(\.code)
            guard let numbers = row.numbers else {
                csv.append(codes + ["withheld"] + measures.map { _ in "" })
                continue
            }
            let fields = numbers.enumerated().flatMap { index, number -> [String] in
                let (low, high) = table.interval(number, measure: index)
                return [String(number), String(low), String(high)]
            }
            csv.append(codes + ["published"] + fields)
        }
        return csv.text
    }

    /// The published flows only, flows inside a zone and with outside among them.
    func flows(origin: Int, destination: Int) -> String {
        let others = table.otherDimensions
        let time = timeDimension
        let rest = others.filter { $0 != time }
        let header = ["origin", "dest", "count"] + (time == nil ? [] : ["time"])
        var csv = CSVText(header: header + rest.map { table.plan.dimensions[$0].name })
        for (row, count) in table.published {
            let ends = [row.values[origin].code, row.values[destination].code, String(count)]
            let columns = ([time].compactMap(\.self) + rest).map { row.values[$0].code }
            csv.append(ends + columns)
        }
        return csv.text
    }

    /// The first dimension whose codes are all dates: what flowmap can filter by.
    var timeDimension: Int? {
        table.otherDimensions.first { index in
            let dimension = table.plan.dimensions[index]
            guard [.month, .day, .week].contains(dimension.kind) else { return false }
            return dimension.cells.allSatisfy { Day($0.code) != nil || Day($0.code + "-01") != nil }
        }
    }

    func locations() -> String {
        var csv = CSVText(header: ["id", "name", "lat", "lon"])
        for zone in territory.zones {
            csv.append([
                zone.code, zone.name, CSVText.degrees(zone.anchor.latitude), CSVText.degrees(zone.anchor.longitude),
            ])
        }
        let outside = territory.outsideAnchor
        csv.append([
            Territory.outsideCode, territory.outside.fr, CSVText.degrees(outside.latitude),
            CSVText.degrees(outside.longitude),
        ])
        return csv.text
    }
}

extension Territory {
    /// Where "outside" stands in files that need a point: at the right edge of the map, beyond the zones.
    var outsideAnchor: Coordinate {
        let box = MapBox(x: 0, y: 0, width: 1000 * MapProjection.aspect(of: self), height: 1000)
        let projection = MapProjection(self, in: box)
        return projection.coordinate(MapPoint(x: box.maxX + box.width * 0.08, y: box.center.y))
    }

    /// The point of a zone or of outside; nil for an unknown code.
    func point(of code: String) -> Coordinate? {
        code == Territory.outsideCode ? outsideAnchor : zone(code)?.anchor
    }
}
