// SPDX-License-Identifier: Apache-2.0
//
// The fictitious agglomeration as a territory: a port city in a bay, its suburbs, coastal and rural communes,
// and an island behind a bridge. A seed bends coasts and borders and moves communes by up to 300 m; codes,
// names and neighbourhoods stay. The catalogue's territory is the one of `standardSeed`, whatever seed the
// people are drawn from, so that a study's zones and the dataset's hash hold for every sandbox.

import Studies

package enum FictitiousTerritory {
    package static let id = "baie-des-pertuis-neufs"
    /// The seed of the territory in the catalogue.
    package static let standardSeed: UInt64 = 2026

    /// The plan's corner in units of 0.00001 degree: in the open Atlantic.
    static let corner = (longitude: -340_000, latitude: 4_600_000)

    /// The territory of the catalogue.
    package static func standard() throws(StudyError) -> Territory {
        try drawn.get()
    }

    /// Drawn when first asked for.
    private static let drawn = Result { () throws(StudyError) in try make(seed: standardSeed) }

    package static func make(seed: UInt64) throws(StudyError) -> Territory {
        let (raster, rings) = try outlines(seed)
        let anchors = anchors(in: raster)
        var zones: [Zone] = []
        for (index, commune) in FictitiousCommune.all.enumerated() {
            let outer = rings[index].filter { OutlineCheck.doubledArea($0) > 0 }
            let holes = rings[index].filter { OutlineCheck.doubledArea($0) < 0 }
            zones.append(
                Zone(
                    code: commune.code, name: commune.name,
                    polygons: [(outer + holes).map { $0.map(coordinate) }],
                    anchor: coordinate(anchors[index])))
        }
        return try Territory(
            id: id, name: Localized(fr: "Baie des Pertuis-Neufs (fictive)", en: "Baie des Pertuis-Neufs (fictitious)"),
            zones: zones, outside: Localized(fr: "hors du territoire", en: "outside the territory"))
    }

    /// The group of each zone of this territory, in the order of the codes.
    package static var zoneGroups: [(zone: String, group: ZoneGroup)] {
        FictitiousCommune.all.map { ($0.code, $0.group) }
    }

    /// The smoothest valid outlines of the first raster where every commune has at least 2 km².
    private static func outlines(
        _ seed: UInt64
    ) throws(StudyError) -> (ZoneRaster, [[[GridPosition]]]) {
        for attempt in 0..<64 {
            var generator = SandboxSeed(seed).generator(.shape, attempt)
            let raster = ZoneRaster(generator: &generator)
            guard isInhabitable(raster) else { continue }
            for finish in ZoneOutlines.Finish.all {
                let rings = ZoneOutlines(raster: raster, finish: finish).rings()
                if OutlineCheck.isValid(rings) { return (raster, rings) }
            }
        }
        throw StudyError(
            .territory, "seed `\(seed)` draws no territory whose zones fit together", help: "take another seed")
    }

    private static func isInhabitable(_ raster: ZoneRaster) -> Bool {
        let least = 2_000_000 / (ZoneRaster.cellSize * ZoneRaster.cellSize)
        return raster.cells().allSatisfy { $0.count >= least }
    }

    /// For each commune the middle of the cell that lies deepest inside it, by steps of one cell to its border,
    /// corners counted as sides.
    private static func anchors(in raster: ZoneRaster) -> [GridPosition] {
        // Cells of other communes already treated are zero again.
        var depth = [Int](repeating: 0, count: raster.labels.count)
        return raster.cells().map { cells in
            for cell in cells { depth[cell] = 1 }
            var (layer, deepest, level) = (cells, cells, 1)
            while !layer.isEmpty {
                deepest = layer
                layer = layer.filter { isEnclosed($0, level, depth) }
                level += 1
                for cell in layer { depth[cell] = level }
            }
            for cell in cells { depth[cell] = 0 }
            return middle(of: deepest[deepest.count / 2])
        }
    }

    private static func middle(of cell: Int) -> GridPosition {
        let (column, row) = (cell % ZoneRaster.columns, cell / ZoneRaster.columns)
        return ZoneOutlines.position(
            x: 8 * (ZoneRaster.origin.x + column * ZoneRaster.cellSize + ZoneRaster.cellSize / 2),
            y: 8 * (ZoneRaster.origin.y + row * ZoneRaster.cellSize + ZoneRaster.cellSize / 2))
    }

    private static func isEnclosed(_ cell: Int, _ level: Int, _ depth: [Int]) -> Bool {
        let row = ZoneRaster.columns
        let around = [
            cell - row - 1, cell - row, cell - row + 1, cell - 1, cell + 1, cell + row - 1, cell + row, cell + row + 1,
        ]
        return around.allSatisfy { depth.indices.contains($0) && depth[$0] >= level }
    }

    private static func coordinate(_ position: GridPosition) -> Coordinate {
        Coordinate(
            longitude: Double(position.longitude) / 100_000, latitude: Double(position.latitude) / 100_000)
    }
}
