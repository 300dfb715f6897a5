// SPDX-License-Identifier: Apache-2.0
//
// The dataset `home-energy` and its studies: each plans, those that read their table as a map of averages or as a
// comparison have what that needs, and a wrong comparison is refused where it stands.

import Foundation
import Studies
import Testing

@Suite struct HomeEnergyCatalogueTests {
    static let folder = Fixture.folder.deletingLastPathComponent().appendingPathComponent("home-energy")

    static let files: [String] = {
        let studies = folder.appendingPathComponent("studies")
        let all = FileManager.default.enumerator(atPath: studies.path)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    static func dataset() throws -> Dataset {
        let territory = try Fixture.territory()
        return try Dataset(
            directory: folder, territory: territory, referenceRows: ["zone_groups": Fixture.groups(territory)])
    }

    private func text(_ file: String) throws -> String {
        try String(
            contentsOf: HomeEnergyCatalogueTests.folder.appendingPathComponent("studies/\(file)"), encoding: .utf8)
    }

    private func plan(_ yaml: String) throws -> Plan {
        try Planner.plan(Study(yaml: yaml, file: "study.yaml"), dataset: HomeEnergyCatalogueTests.dataset(), file: "x")
    }

    @Test func `the unit is a household, and what was derived is named, dated and bound to its columns`() throws {
        let dataset = try HomeEnergyCatalogueTests.dataset()
        #expect(dataset.unit == UnitOfPrivacy(kind: .household, column: "household_id"))
        #expect(dataset.sensitivity?.level == .high)
        let names = Set(dataset.columns.map(\.name))
        #expect(dataset.methods.count >= 4)
        #expect(dataset.methods.allSatisfy { !$0.columns.isEmpty && names.isSuperset(of: $0.columns) })
        #expect(dataset.methods.contains { $0.id == "dju18-meteo-2026" && $0.columns == ["kwh_corrected"] })
        #expect(dataset.legalThresholds.map(\.units) == [10, 11])
        #expect(dataset.legalThresholds[0].orAmount == 200_000)
        #expect(dataset.column("kwh")?.unit == "kWh")
        #expect(names.isSuperset(of: ["annee", "code_commune"]), "the names of the French local energy data")
    }

    @Test func `there are studies of every kind that the use needs`() {
        #expect(HomeEnergyCatalogueTests.files.count { !$0.hasPrefix("refused/") } >= 4)
        #expect(HomeEnergyCatalogueTests.files.count { $0.hasPrefix("refused/") } >= 2)
    }

    @Test func `a household is foreseen in one place, and in none where it cannot be`() throws {
        let yaml = try text("consumption-by-dwelling.yaml")
        let study = try plan(yaml)
        let forecast = try StudyForecast(plan: study, threshold: 11, betaMicro: 1_000)
        let declared = study.dimensions.reduce(1) { $0 * $1.values.count }
        #expect(declared < study.cellCount, "there are cells of others")
        let outcome = forecast.outcome(units: 5_000_000_000)
        #expect(outcome.publishedCells == declared)
        #expect(try forecast.advice(units: 5_000_000_000).isEmpty)
        #expect(forecast.units(toPublish: declared) != nil && forecast.units(toPublish: declared + 1) == nil)
        #expect(forecast.units(toPublishShare: 1) == nil && forecast.units(toPublishShare: 1.1) == nil)
        // More cells a household let nobody into another one.
        let wider = try StudyForecast(
            plan: plan(yaml.replacingOccurrences(of: "cells_per_unit: 1", with: "cells_per_unit: 3")), threshold: 11,
            betaMicro: 1_000)
        let largest = wider.outcome(units: 40_000).unitsInLargestCell
        #expect(abs(largest / forecast.outcome(units: 40_000).unitsInLargestCell - 1) < 1e-9)
    }

    @Test(arguments: files)
    func `a study of home energy plans, and is read back from its canonical form`(file: String) throws {
        let study = try Study(yaml: try text(file), file: file)
        let plan = try plan(try text(file))
        #expect(file.hasSuffix("\(study.id).yaml"))
        #expect(plan.measures[0].kind == .distinctUnits && plan.measures[0].name == "pdl")
        #expect(try Study(yaml: study.json.canonicalText, file: file) == study)
        #expect(study.title.fr != study.title.en && study.question.fr != study.question.en)
    }

    @Test func `a study without a comparison keeps the canonical form that it had`() throws {
        let study = try Study(yaml: Fixture.study, file: "x")
        #expect(study.comparison == nil)
        #expect(!study.json.canonicalText.contains("comparison"))
        #expect(try Study(yaml: try text("savings-by-works.yaml"), file: "x").comparison?.cost == "cout_eur")
    }

    static let wrong: [(old: String, new: String, says: String)] = [
        ("time_axis: annee", "time_axis: anne", "the query groups by no `anne`"),
        ("group_axis: renovation_kind", "group_axis: pdl", "the query groups by no `pdl`"),
        ("before: \"2023\"", "before: \"2022\"", "`annee` has no value `2022`"),
        ("after: \"2025\"", "after: \"2023\"", "two different times"),
        ("reference: none", "reference: nothing", "`renovation_kind` has no value `nothing`"),
        ("cost: cout_eur", "cost: pdl", "the query sums no `pdl`"),
        ("  cost: cout_eur\n", "", "a part of a cost that is not named"),
        ("paid: \"2024\"", "paid: \"2022\"", "`annee` has no value `2022`"),
        ("saving: depense_eur", "saving: depense", "the query sums no `depense`"),
    ]

    @Test(arguments: wrong)
    func `G10 a comparison of what the query doesn't have is refused with its place`(
        _ change: (old: String, new: String, says: String)
    ) throws {
        let good = try text("savings-by-works.yaml")
        #expect(good.contains(change.old))
        let error = try #require(throws: StudyError.self) {
            try plan(good.replacing(change.old, with: change.new))
        }
        #expect(error.code == .comparison && error.message.contains(change.says), "\(error)")
        #expect(error.underlined != "nowhere" && !error.help.isEmpty)
    }

    @Test func `G10 a map of averages needs one zone and an amount`() throws {
        let good = try text("consumption-by-dwelling.yaml")
        let withoutZone = good.replacing("code_commune, dwelling_class", with: "dwelling_class")
            .replacing("[table, choropleth, geojson]", with: "[table, choropleth]")
        let withoutAmount = good.replacing(",\n         sum(kwh) AS conso_kwh", with: "")
            .replacing("  per_cell: { conso_kwh: 20000 }\n", with: "")
        for (yaml, code) in [(withoutZone, StudyError.Code.format), (withoutAmount, .format)] {
            let error = try #require(throws: StudyError.self) { try plan(yaml) }
            #expect(error.code == code, "\(error)")
            #expect(error.underlined.hasSuffix("choropleth"))
        }
    }

    static let templates: [(name: String, values: [String: String], cells: Int)] = [
        ("energy-by-zone-and-dwelling", [:], 29 * 7),
        ("energy-by-zone-and-dwelling", ["dwelling": "heating_energy", "energy": "kwh_gas", "bound": "15000"], 29 * 4),
        ("before-and-after-works", [:], 2 * 4 * 7),
        ("before-and-after-works", ["works": "heating_system", "similar": "dwelling_type"], 2 * 4 * 3),
    ]

    @Test(arguments: templates)
    func `each template of home energy makes a study that the planner takes`(
        row: (name: String, values: [String: String], cells: Int)
    ) throws {
        let file = HomeEnergyCatalogueTests.folder.appendingPathComponent("templates/\(row.name).yaml")
        let template = try StudyTemplate(yaml: String(contentsOf: file, encoding: .utf8), file: row.name)
        #expect(template.id == row.name)
        let text = try template.filled(with: row.values)
        #expect(try plan(text).cellCount == row.cells && !text.contains("{{"))
        #expect(throws: StudyError(.parameter, "", help: "")) { try template.filled(with: ["similar": "kwh; --"]) }
    }

    @Test func `a catalogue finds the dataset that a study names, and says by name when it has none`() throws {
        let (trips, homes) = (try Fixture.dataset(), try HomeEnergyCatalogueTests.dataset())
        let catalogue = try Catalogue(trips, [homes])
        #expect(catalogue.dataset(named: "home-energy") == homes)
        #expect(catalogue.dataset(ofStudy: try text("use-bands.yaml")) == homes)
        #expect(catalogue.dataset(ofStudy: Fixture.study) == trips)
        #expect(catalogue.dataset(ofStudy: "no study") == trips)
        #expect(throws: StudyError(.dataset, "", help: "")) { try Catalogue(trips, [homes, trips]) }
    }
}
