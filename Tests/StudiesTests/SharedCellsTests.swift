// SPDX-License-Identifier: Apache-2.0
//
// Earlier studies over the same records: what they published and withheld binds the next release.

import DisclosureControl
import Foundation
import Studies
import Testing

@Suite struct SharedCellsTests {
    static func plan(_ query: String, period: String = "2026-06-01") throws -> Plan {
        let text = Fixture.study(query: query).replacingOccurrences(of: "  per_cell: { trips: 4 }\n", with: "")
            .replacingOccurrences(of: "2026-06-01", with: period)
            .replacingOccurrences(of: "cells_per_unit: 2", with: "cells_per_unit: 1")
        return try Fixture.plan(text)
    }

    static let byMode = "SELECT mode, count(DISTINCT person_id) AS people FROM trips GROUP BY mode"
    static let byModeAndFare =
        "SELECT fare_kind, mode AS m, count(DISTINCT person_id) AS people FROM trips GROUP BY fare_kind, m"

    static func release(_ plan: Plan, _ units: [Int64], _ history: ReleaseHistory) throws -> Release {
        try Release.make(
            from: .withoutNoise(measures: [(name: "people", values: units)]),
            rule: ReleaseRule(threshold: 11, sourcesPerUnit: 2, betaMicro: 1000), shape: plan.shape(), history: history)
    }

    @Test func `G4 a mode that a finer table withheld once does not come out of a coarser one`() throws {
        let (fine, coarse) = (try Self.plan(Self.byModeAndFare), try Self.plan(Self.byMode))
        let (modes, fares) = (coarse.cellCount, fine.cellCount / coarse.cellCount)
        // Of the first mode, the first fare was withheld, all else published.
        var published = [Bool](repeating: true, count: fine.cellCount)
        published[0] = false
        let earlier = try EarlierRelease(plan: fine, isPublished: published, hasWithheldTotal: false)
        let history = try SharedCells.history(of: coarse, after: [earlier])
        #expect(history.atomCount == modes * fares)
        #expect(history.cells.allSatisfy { $0.count == fares })
        let units = [Int64](repeating: 500, count: modes)
        let release = try Self.release(coarse, units, history)
        #expect(release.cells[0] == .withheld)
        #expect(release.cells.dropFirst().allSatisfy { $0 == .published([500]) })
        #expect(release.margins.allSatisfy { $0.figure == .withheld })
        // Alone, it would all be published.
        #expect(try Self.release(coarse, units, .none(cellCount: modes)).withheldCount == 0)
    }

    @Test func `G4 a cell is withheld again that was withheld before, whatever the query calls it`() throws {
        let plan = try Self.plan(Self.byMode)
        let renamed = try Self.plan("SELECT mode AS kind, count(DISTINCT person_id) AS n FROM trips GROUP BY kind")
        var published = [Bool](repeating: true, count: plan.cellCount)
        published[1] = false
        let earlier = try EarlierRelease(plan: plan, isPublished: published, hasWithheldTotal: false)
        let history = try SharedCells.history(of: renamed, after: [earlier])
        let units = [Int64](repeating: 500, count: plan.cellCount)
        #expect(try Self.release(renamed, units, history).cells[1] == .withheld)
    }

    @Test func `other records bind nothing`() throws {
        let plan = try Self.plan(Self.byMode)
        let published = [Bool](repeating: false, count: plan.cellCount)
        let others = [
            try Self.plan(Self.byMode, period: "2026-05-01"),
            try Self.plan(
                "SELECT mode, count(DISTINCT person_id) AS people FROM trips WHERE distance_m > 5 GROUP BY mode"),
        ]
        for other in others {
            let earlier = try EarlierRelease(plan: other, isPublished: published, hasWithheldTotal: false)
            #expect(try SharedCells.history(of: plan, after: [earlier]) == .none(cellCount: plan.cellCount))
        }
    }

    @Test func `the total of what was withheld counts as published`() throws {
        let plan = try Self.plan(Self.byMode)
        var published = [Bool](repeating: true, count: plan.cellCount)
        (published[0], published[1]) = (false, false)
        let earlier = try EarlierRelease(plan: plan, isPublished: published, hasWithheldTotal: true)
        let history = try SharedCells.history(of: plan, after: [earlier])
        #expect(history.figures.contains(.init(atoms: [0, 1], isPublished: true)))
        #expect(throws: DisclosureError(.history, "", help: "")) {
            try EarlierRelease(plan: plan, isPublished: [true], hasWithheldTotal: false)
        }
    }

    @Test func `what a release said is kept without values, and read back only for its own plan`() throws {
        let plan = try Self.plan(Self.byModeAndFare)
        var units = [Int64](repeating: 500, count: plan.cellCount)
        (units[0], units[1]) = (4, 5)
        let release = try Self.release(plan, units, .none(cellCount: plan.cellCount))
        let earlier = try EarlierRelease(plan: plan, release: release)
        #expect(earlier.isPublished.prefix(3) == [false, false, true])
        #expect(earlier.totals.contains { $0.isPublished } && earlier.totals.contains { !$0.isPublished })
        #expect(!earlier.json.canonicalText.contains("500"))
        #expect(try EarlierRelease(plan: plan, json: JSONValue(parsing: earlier.json.canonicalBytes)) == earlier)
        let other = try Self.plan(Self.byMode)
        let broken: [JSONValue] = [
            .null, .object([:]),
            .object(["cells": .string("01"), "hasWithheldTotal": .bool(true), "totals": .array([])]),
        ]
        for document in broken + [earlier.json] {
            #expect(throws: DisclosureError(.history, "", help: "")) {
                try EarlierRelease(plan: other, json: document)
            }
        }
        #expect(throws: DisclosureError(.history, "", help: "")) {
            try EarlierRelease(
                plan: other, isPublished: [Bool](repeating: true, count: other.cellCount),
                totals: [.init(cells: [1, 0], isPublished: true)], hasWithheldTotal: false)
        }
    }

    @Test func `G4 totals that were told bind the next table as cells do`() throws {
        let (fine, coarse) = (try Self.plan(Self.byModeAndFare), try Self.plan(Self.byMode))
        let (modes, fares) = (coarse.cellCount, fine.cellCount / coarse.cellCount)
        // Everything of the fine table but one cell, and no total; then the coarse one would tell that cell.
        var published = [Bool](repeating: true, count: fine.cellCount)
        published[0] = false
        let total = EarlierRelease.Total(cells: (0..<fares).map { $0 * modes }, isPublished: true)
        let earlier = try EarlierRelease(
            plan: fine, isPublished: published, totals: [total], hasWithheldTotal: false)
        let history = try SharedCells.history(of: coarse, after: [earlier])
        #expect(history.figures.contains { $0.atoms.count == fares && $0.isPublished })
    }

    @Test func `a study that could not be laid beside earlier ones is refused before it spends anything`() throws {
        let query = { (columns: String, places: String) in
            "SELECT \(columns), count(DISTINCT person_id) AS people FROM trips GROUP BY \(places)"
        }
        let flows = try Self.plan(query("origin_zone, destination_zone", "1, 2"))
        let days = try Self.plan(query("mode, fare_kind, date_trunc('day', departed_at) AS day", "1, 2, 3"))
        #expect(throws: DisclosureError(.history, "", help: "")) { try SharedCells.check(days, beside: [flows]) }
        try SharedCells.check(flows, beside: [try Self.plan(Self.byMode)])
        try SharedCells.check(days, beside: [try Self.plan(query("origin_zone", "1"), period: "2026-05-01")])
    }
}
