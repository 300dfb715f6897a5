// SPDX-License-Identifier: Apache-2.0
//
// Small publications of the real dataset `home-energy`: nine square zones, studies with one change or none, and cells
// whose numbers a test gives.

import DisclosureControl
import Foundation
import ImpactAssessment
import Publication
import Studies

struct TestEnergy {
    var query = """
        SELECT code_commune, dwelling_type, count(DISTINCT household_id) AS pdl, sum(kwh) AS conso_kwh
        FROM consumption WHERE annee = 2025 GROUP BY code_commune, dwelling_type
        """
    var comparison: Study.Comparison?
    var formats: [Study.Format] = [.table, .choropleth]
    var title = Localized(fr: "L’énergie des logements", en: "Energy of homes")
    /// Of the count and of the amounts.
    var deviations = (units: 3.0, amounts: 60_000.0)
    /// Units and the average of the amounts in a cell, by the codes of its values.
    var cell: ([String]) -> (units: Int64, average: Int64) = { codes in
        let zone = Int64(codes[0].suffix(1)) ?? 0
        return codes[1] == "other" || codes[0] == "outside" ? (0, 0) : (200, 6_000 + 1_500 * zone)
    }

    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/home-energy")

    var territory: Territory {
        get throws {
            let zones = (0..<9).map { index -> Zone in
                let (west, south) = (-1.2 + 0.1 * Double(index % 3), 46.1 + 0.1 * Double(index / 3))
                let ring = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)].map {
                    Coordinate(longitude: west + $0.0, latitude: south + $0.1)
                }
                return Zone(
                    code: "0100\(index)", name: "Zone \(index)", polygons: [[ring]],
                    anchor: Coordinate(longitude: west + 0.05, latitude: south + 0.05))
            }
            return try Territory(
                id: "test", name: Localized("Test"), zones: zones,
                outside: Localized(fr: "Hors du territoire", en: "Outside"))
        }
    }

    var dataset: Dataset {
        get throws { try Dataset(directory: TestEnergy.folder, territory: try territory) }
    }

    var plan: Plan {
        get throws {
            let amounts = ["conso_kwh", "cout_eur", "depense_eur"].filter(query.contains)
            let study = Study(
                id: "energy", title: title,
                requester: .init(id: "agence", name: "Agence", kind: .energyAuthority),
                purpose: "dpv:PublicPolicyMaking", question: title, benefit: title, dataset: "home-energy",
                sources: ["distributor"],
                period: try Period(start: Day(year: 2023, month: 1, day: 1), end: Day(year: 2026, month: 1, day: 1))
                    .unwrapped, query: query,
                privacy: .init(
                    epsilonMicro: 3_000_000, deltaExponent: 6, cellsPerUnit: 2,
                    perCell: Dictionary(uniqueKeysWithValues: amounts.map { ($0, 25_000) })),
                formats: formats, retentionDays: 30, comparison: comparison)
            return try Planner.plan(study, dataset: try dataset, file: "test.yaml")
        }
    }

    var input: PublicationInput {
        get throws { try input(.none) }
    }

    func input(_ renderers: Renderers) throws -> PublicationInput {
        let (plan, dataset) = (try plan, try dataset)
        let cells = (0..<plan.cellCount).map { cell(plan.values(ofCell: $0).map(\.code)) }
        let measures = plan.measures.enumerated().map { index, measure in
            (
                name: measure.name,
                values: cells.map { index == 0 ? $0.units : $0.units * $0.average / Int64(index) },
                standardDeviation: index == 0 ? deviations.units : deviations.amounts
            )
        }
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1000)
        let release = try Release.make(from: try AggregateResult(measures: measures), rule: rule)
        let label = Localized(fr: "foyers d’essai", en: "test households")
        let ballot = BallotRecord(
            id: "b1", policySetHash: String(repeating: "cd", count: 32), openedAt: "2026-02-01",
            closedAt: "2026-02-08", colleges: [], outcome: Localized(fr: "Adopté.", en: "Adopted."))
        let governance = GovernanceRecord(decision: .allowed, clauses: [], ballot: ballot)
        let assessment = Assessment(
            plan: plan, dataset: dataset, governance: governance,
            budget: BudgetRecord(
                rhoSpentMicro: plan.rhoMicro, rhoSpentOverAllMicro: plan.rhoMicro,
                rhoLeftMicro: 1_000_000, rhoTotalMicro: 1_000_000 + plan.rhoMicro,
                epsilonMicro: 3_000_000, deltaExponent: 6, recordPeriod: dataset.recordPeriod),
            nodes: NodeRecord(
                holders: [HolderRecord(id: "distributor", title: Localized("distributor"))],
                aggregators: [
                    AggregatorRecord(name: "A", role: .leader, college: "public", administrator: "Une"),
                    AggregatorRecord(name: "B", role: .helper, college: "civil-society", administrator: "Autre"),
                ]), release: ReleaseRecord(release), sourceLabel: label, isFictitious: true,
            recordWords: dataset.recordWords)
        return PublicationInput(
            plan: plan, dataset: dataset, release: release, assessment: assessment, sourceLabel: label,
            isFictitious: true, publishedAt: Day(year: 2026, month: 6, day: 12), renderers: renderers)
    }

    /// Writes, hands over the bytes of every file by name, and removes the directory.
    func bytes(_ renderers: Renderers) throws -> [String: [UInt8]] {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            try PublicationWriter.write(try input(renderers), to: directory)
            return try Dictionary(
                uniqueKeysWithValues: TemporaryFolder.names(in: directory).map {
                    ($0, [UInt8](try Data(contentsOf: directory.appendingPathComponent($0))))
                })
        }
    }

    func files() throws -> [String: String] {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            try PublicationWriter.write(try input, to: directory)
            return try TemporaryFolder.texts(in: directory)
        }
    }
}
