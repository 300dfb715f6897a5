// SPDX-License-Identifier: Apache-2.0
//
// The classical attacks on tables of counts, each in a few studies that the policies in force allow to a transport
// authority without a ballot. The victim alone uses `carpool`, so her cell is withheld wherever it is asked for.

import Foundation
import Studies

extension DifferencingAttack {
    /// A study that the mobility policy allows.
    static func study(
        _ id: String, _ query: String, epsilon: String = "1.5", cells: Int = 1, perCell: String? = nil,
        from: String = "2026-03-02", sources: String = "bus, bike"
    ) -> String {
        """
        id: \(id)
        title: { fr: Étude \(id), en: Study \(id) }
        requester: { id: authority, name: The authority, kind: transport-authority }
        purpose: dpv:ImproveTransportMobility
        question: { fr: "Combien ?", en: "How many?" }
        benefit: { fr: De meilleures lignes, en: Better lines }
        dataset: mobility-trips
        sources: [\(sources)]
        period: { from: \(from), to: 2026-06-01 }
        query: |
          \(query)
        privacy: { epsilon: \(epsilon), delta_exponent: 6, cells_per_unit: \(cells)\
        \(perCell.map { ", per_cell: { \($0) }" } ?? "") }
        formats: [table]
        retention_days: 365

        """
    }

    private static let people = "count(DISTINCT person_id) AS people"

    static func byFare(_ condition: String = "") -> String {
        "SELECT fare_kind, \(people) FROM trips \(condition) GROUP BY fare_kind"
    }

    static func all() throws -> [DifferencingAttack] {
        let (zone, group) = try HolderTables.victimsZone()
        return [
            subtraction, try nestedZones(zone, group), objection, margins, zeroCells, dominantAmount,
            intersectingPeriods, shiftedBands, tracker, sourcesApart, changedBound, sameQuestionRenamed, randomSubsets,
        ]
    }

    /// Everybody, less everybody but those of one mode.
    static let subtraction = DifferencingAttack(
        name: "subtracting studies",
        studies: [study("all", byFare()), study("but-one", byFare("WHERE mode <> 'carpool'"))]
    ) { $0[0].sum() - $0[1].sum() }

    /// A group of zones, less its other zones.
    static func nestedZones(_ zone: String, _ group: String) throws -> DifferencingAttack {
        let groups = Dictionary(
            try HolderTables.sandbox.get().zoneGroups.map { ($0.zone, $0.group.rawValue) }
        ) { first, _ in first }
        return DifferencingAttack(
            name: "nested zones",
            studies: [
                study(
                    "groups",
                    """
                    SELECT o.zone_group AS from_group, \(people) FROM trips
                      JOIN zone_groups o ON o.zone = trips.origin_zone GROUP BY from_group
                    """),
                study("zones", "SELECT origin_zone, \(people) FROM trips GROUP BY origin_zone"),
            ]
        ) { views in
            guard let whole = views[0].cell([group]) else { return nil }
            return whole - views[1].sum { groups[$0[0]] == group && $0[0] != zone }
        }
    }

    /// The same question before and after one person objects.
    static let objection = DifferencingAttack(
        name: "before and after one person objects",
        studies: [study("before", byFare()), study("after", byFare())], objectedBefore: [1]
    ) { $0[0].sum() - $0[1].sum() }

    /// Rows of a table whose small cells are withheld, and the same rows in a table without that axis.
    static let margins = DifferencingAttack(
        name: "margins",
        studies: [
            study("fine", "SELECT fare_kind, mode, \(people) FROM trips GROUP BY fare_kind, mode"),
            study("coarse", byFare()),
        ], isStoppedByHistory: true
    ) { $0[1].sum() - $0[0].sum() }

    /// Cells without anybody, of which only a total is told.
    static let zeroCells = DifferencingAttack(
        name: "zero cells",
        studies: [study("empty", "SELECT origin_zone, mode, \(people) FROM trips GROUP BY 1, 2")]
    ) { $0[0].withheldTotal }

    /// One long journey in a sum.
    static let dominantAmount = DifferencingAttack(
        name: "unique modes and a dominant amount",
        studies: ["", "WHERE mode <> 'carpool'"].enumerated().map { index, condition in
            study(
                "metres-\(index)",
                "SELECT fare_kind, \(people), sum(distance_m) AS metres FROM trips \(condition) GROUP BY fare_kind",
                perCell: "metres: 60000")
        }
    ) { $0[0].sum(1) - $0[1].sum(1) }

    /// Thirteen weeks, less the last twelve.
    static let intersectingPeriods = DifferencingAttack(
        name: "intersecting periods",
        studies: [study("quarter", byFare()), study("but-a-week", byFare(), from: "2026-03-09")]
    ) { $0[0].sum() - $0[1].sum() }

    /// A band of hours, and the same one hour shorter.
    static let shiftedBands = DifferencingAttack(
        name: "shifted bands",
        studies: [1, 4].map { last in
            study(
                "band-\(last)",
                """
                SELECT CASE WHEN extract(hour FROM departed_at) BETWEEN 0 AND \(last)
                              THEN 'early' ELSE 'late' END AS band, \(people)
                         FROM trips WHERE mode = 'carpool' OR fare_kind = 'full' GROUP BY band
                """)
        }
    ) { $0[0].sum { $0[0] == "late" } - $0[1].sum { $0[0] == "late" } }

    /// Neither question is about few people; together with a third one they are (Denning, Denning, Schwartz 1979).
    static let tracker = DifferencingAttack(
        name: "tracker",
        studies: [
            study("with-bus", byFare("WHERE mode = 'bus' OR mode = 'carpool'")),
            study("with-bike", byFare("WHERE mode = 'bike' OR mode = 'carpool'")), study("both", byFare()),
        ]
    ) { $0[0].sum() + $0[1].sum() - $0[2].sum() }

    /// Both holders, less one.
    static let sourcesApart = DifferencingAttack(
        name: "sources apart",
        studies: [study("two", byFare()), study("one", byFare(), sources: "bus")]
    ) { $0[0].sum() - $0[1].sum() }

    /// The same table with more cells for each person.
    static let changedBound = DifferencingAttack(
        name: "changed bound",
        studies: [1, 3].map { cells in
            study("bound-\(cells)", byFare(), cells: cells)
        }
    ) { $0[1].sum() - $0[0].sum() }

    /// What is withheld once, asked under another name and another order.
    static let sameQuestionRenamed = DifferencingAttack(
        name: "the same question renamed",
        studies: [
            study("by-mode", "SELECT mode, fare_kind, \(people) FROM trips GROUP BY mode, fare_kind"),
            study("renamed", "SELECT fare_kind AS tarif, mode AS m, \(people) FROM trips GROUP BY tarif, m"),
        ], beatsThresholds: false, isStoppedByHistory: true
    ) { views in
        let hers = views.map { view in view.sum { $0.contains("carpool") } }.reduce(0, +)
        return hers > 0 ? hers : nil
    }

    /// Overlapping sets of hours, for which a linear system is solved.
    static let randomSubsets = DifferencingAttack(
        name: "random subsets",
        studies: ["7, 9", "8, 12", "16, 18", "5, 17"].enumerated().map { index, others in
            let list = "2, 3, 4, " + others
            return study(
                "subset-\(index)",
                """
                SELECT CASE WHEN extract(hour FROM departed_at) IN (\(list)) THEN 'in' ELSE 'out' END AS part,
                         \(people) FROM trips GROUP BY part
                """, epsilon: "1")
        }
    ) { views in views.reduce(0) { $0 + $1.sum { $0[0] == "in" } } / Double(views.count) }
}
