// SPDX-License-Identifier: Apache-2.0
//
// The distributor's records: the same bytes from the same seed, rows that the dataset declares, degree days that are
// the catalogue's, and a population in which only the fair comparison finds what works truly save.

import Foundation
import RegieTesting
import Sandbox
import Studies
import Testing

@Suite struct HomeEnergyTests {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/home-energy")

    private func energy(seed: UInt64 = 7, people: Int = 400) throws -> HomeEnergy {
        try #require(try Sandbox(seed: seed, people: people).homeEnergy())
    }

    private func dataset() throws -> Dataset {
        let sandbox = try Sandbox(seed: 0, people: 1)
        return try Dataset(
            directory: HomeEnergyTests.folder, territory: sandbox.territory,
            referenceRows: ["zone_groups": sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }])
    }

    @Test func `the same seed gives the same bytes on every machine, another seed others`() throws {
        let bytes = Array(try energy().consumptionChunks().joined())
        #expect(checksum(bytes) == 3_056_454_295_691_815_423)
        #expect(Array(try energy().consumptionChunks().joined()) == bytes)
        #expect(Array(try energy(seed: 8).consumptionChunks().joined()) != bytes)
        #expect(try energy(people: 4_000).objectionChunks().joined().count { $0 == 10 } > 0)
    }

    @Test func `the figures of the degree-day method are those of the catalogue`() throws {
        let text = try String(
            contentsOf: HomeEnergyTests.folder.appendingPathComponent("degree-days.csv"), encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").compactMap { Int($0) } }
        let own = DegreeDays.observed.flatMap { year in
            year.months.indices.map { [year.year, $0 + 1, year.months[$0], DegreeDays.reference[$0]] }
        }
        #expect(rows == own)
    }

    @Test func `every row has the declared columns with values that they declare`() throws {
        let dataset = try dataset()
        let rows = try HomeRow.all(of: energy(people: 2_000))
        #expect(rows.count == 800 * 36)
        #expect(HomeRow.columns == dataset.columns.map(\.name))
        for row in rows {
            for column in dataset.columns {
                let text = row.fields[column.name] ?? ""
                #expect(declares(column, text, in: dataset.territory), "\(column.name) is `\(text)`")
            }
        }
        #expect(rows.contains { $0.fields["renovation_year"] == "" })
    }

    private func declares(_ column: Column, _ text: String, in territory: Territory) -> Bool {
        if text.isEmpty { return column.optional }
        return switch column.kind {
        case .enumeration(let values): values.contains { $0.code == text }
        case .zone: territory.zone(text) != nil
        case .integer(let range): Int64(text).map(range.contains) ?? false
        case .boolean: ["true", "false"].contains(text)
        case .date: Day(text) != nil
        case .timestamp, .identifier: false
        }
    }

    @Test func `totals, heat and costs agree with each other, row by row`() throws {
        let rows = try HomeRow.all(of: energy(people: 2_000))
        for row in rows {
            #expect(row["kwh"] == row["kwh_electricity"] + row["kwh_gas"])
            #expect(row["kwh_heat"] <= row["kwh"])
            #expect(row["renovation_aid_eur"] <= row["renovation_cost_eur"])
            #expect(row["renovation_cost_eur"] == 0 || row.fields["renovation_year"] == row.fields["annee"])
        }
        let paid = Dictionary(grouping: rows.filter { $0["renovation_cost_eur"] > 0 }, by: { $0["household_id"] })
        #expect(paid.count > 20)
        #expect(paid.values.allSatisfy { $0.count == 1 }, "a household pays once")
    }

    @Test func `winters cost more than summers, houses more than flats, old more than new`() throws {
        let rows = try HomeRow.all(of: energy(people: 4_000))
        func mean(_ isIncluded: (HomeRow) -> Bool) -> Double {
            let kept = rows.filter(isIncluded)
            return Double(kept.reduce(0) { $0 + $1["kwh"] }) / Double(max(1, kept.count))
        }
        #expect(mean { $0.month == 1 } > 2 * mean { $0.month == 7 })
        #expect(mean { $0.fields["dwelling_type"] == "house" } > 1.4 * mean { $0.fields["dwelling_type"] == "flat" })
        let old = mean { $0.fields["dwelling_class"] == "house_before_1975" }
        #expect(old > 1.4 * mean { $0.fields["dwelling_class"] == "house_since_2006" })
        #expect((7_500...14_000).contains(12 * mean { $0.fields["dwelling_type"] == "house" }))
    }

    @Test func `corrected use is the dated method's: heat by reference over observed, the rest as it is`() throws {
        let rows = try HomeRow.all(of: energy(people: 2_000))
        var corrected = 0
        for row in rows {
            let year = try #require(DegreeDays.observed.first { $0.year == row["annee"] })
            let (observed, reference) = (year.months[row.month - 1], DegreeDays.reference[row.month - 1])
            let heat = Double(row["kwh_heat"])
            let expected =
                observed < 20
                ? Double(row["kwh"]) : Double(row["kwh"]) - heat + heat * Double(reference) / Double(observed)
            #expect(abs(Double(row["kwh_corrected"]) - expected) <= 1)
            corrected += row["kwh_corrected"] != row["kwh"] ? 1 : 0
        }
        #expect(corrected > rows.count / 4)
    }

    /// The dataset's page says "1.3% of the households" and "0.3% of the energy".
    @Test func `the bound touches as many households, and takes away as much, as the dataset's page says`() throws {
        let page = try String(
            contentsOf: HomeEnergyTests.folder.appendingPathComponent("README.md"), encoding: .utf8)
        let said = page.matches(of: #/([0-9.]+)% of the (?:households|energy)/#).compactMap { Double($0.1) }
        #expect(said.count == 2)
        var use: [Int: Int] = [:]
        for row in try HomeRow.all(of: energy(seed: 1, people: 40_000)) where row["annee"] == 2025 {
            use[row["household_id"], default: 0] += row["kwh"]
        }
        let bound = 20_000
        let touched = 100 * Double(use.values.count { $0 > bound }) / Double(use.count)
        let lost = use.values.reduce(0) { $0 + max(0, $1 - bound) }
        let taken = 100 * Double(lost) / Double(use.values.reduce(0, +))
        // Another seed has other homes: a third more or less, of some two hundred homes beyond the bound.
        #expect(abs(touched / said[0] - 1) < 0.33, "\(touched) for \(said[0])")
        #expect(abs(taken / said[1] - 1) < 0.5, "\(taken) for \(said[1])")
    }

    @Test func `only the change less that of similar dwellings finds the true saving`() throws {
        let energy = try energy(people: 40_000)
        let truth = try #require(energy.trueSaving(ofWorksIn: 2024, in: 2025))
        let yearly = try HomeYears(HomeRow.all(of: energy))
        let fair = yearly.differenceOfDifferences()
        // What a table without a comparison would say: those who renovated, before and after.
        let beforeAfter = yearly.mean(renovated: true, 2023) - yearly.mean(renovated: true, 2025)
        // And one year alone: those who renovated beside those who didn't.
        let beside = yearly.mean(renovated: false, 2025) - yearly.mean(renovated: true, 2025)
        #expect(truth > 1_500, "\(truth)")
        #expect(abs(fair - truth) < 0.1 * truth, "\(fair) for \(truth)")
        #expect(beforeAfter > 1.2 * truth, "\(beforeAfter) for \(truth)")
        #expect(beside < 0.5 * truth, "\(beside) for \(truth)")
    }
}

/// One row of `consumption`.
struct HomeRow {
    static let columns = HomeEnergy.columns
    let fields: [String: String]

    static func all(of energy: HomeEnergy) throws -> [HomeRow] {
        struct NotARow: Error { let line: String }
        return try Array(energy.consumptionChunks().joined()).split(separator: 10).map { line in
            let values = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
            guard values.count == columns.count else { throw NotARow(line: String(decoding: line, as: UTF8.self)) }
            return HomeRow(fields: Dictionary(uniqueKeysWithValues: zip(columns, values.map(String.init))))
        }
    }

    subscript(_ name: String) -> Int { fields[name].flatMap { Int($0) } ?? 0 }
    var month: Int { fields["month"].flatMap { Int($0.dropFirst(5).prefix(2)) } ?? 0 }
}

/// Corrected use by household and year, of those who renovated in 2024 and those who never did.
struct HomeYears {
    private var homes: [Int: (isRenovated: Bool, stratum: String, use: [Int: Int])] = [:]

    init(_ rows: [HomeRow]) {
        for row in rows where row["renovation_year"] == 2024 || row.fields["renovated"] == "false" {
            let stratum = "\(row.fields["dwelling_class"] ?? "") \(row.fields["heating_energy"] ?? "")"
            homes[row["household_id"], default: (row.fields["renovated"] == "true", stratum, [:])]
                .use[row["annee"], default: 0] += row["kwh_corrected"]
        }
    }

    func mean(renovated: Bool, _ year: Int, stratum: String? = nil) -> Double {
        let kept = homes.values.filter { $0.isRenovated == renovated && (stratum == nil || $0.stratum == stratum) }
        return Double(kept.reduce(0) { $0 + ($1.use[year] ?? 0) }) / Double(max(1, kept.count))
    }

    func differenceOfDifferences() -> Double {
        let renovated = homes.values.filter(\.isRenovated)
        let strata = Dictionary(grouping: renovated, by: \.stratum)
        return strata.reduce(0.0) { sum, stratum in
            let own =
                mean(renovated: true, 2023, stratum: stratum.key) - mean(renovated: true, 2025, stratum: stratum.key)
            let other =
                mean(renovated: false, 2023, stratum: stratum.key) - mean(renovated: false, 2025, stratum: stratum.key)
            return sum + (own - other) * Double(stratum.value.count) / Double(renovated.count)
        }
    }
}
