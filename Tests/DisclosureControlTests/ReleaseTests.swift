// SPDX-License-Identifier: Apache-2.0
//
// From an aggregate to a release: which cells pass, what is said of the others, and over many noised
// tables whether the promises hold.

import DisclosureControl
import RegieTesting
import Testing

@Suite struct ReleaseTests {
    static func rule(sources: Int = 1, betaMicro: Int64 = 1000) throws -> ReleaseRule {
        try ReleaseRule(threshold: 11, sourcesPerUnit: sources, betaMicro: betaMicro)
    }

    static func release(
        units: [Int64], trips: [Int64], deviation: Double = 4, sources: Int = 1
    ) throws -> Release {
        let result = try AggregateResult(measures: [
            (name: "people", values: units, standardDeviation: deviation),
            (name: "trips", values: trips, standardDeviation: 40),
        ])
        return try Release.make(from: result, rule: try rule(sources: sources))
    }

    @Test func `G4 a cell is published from its limit on`() throws {
        let limit = try Self.rule().limit(cellCount: 4, standardDeviation: 4).limit
        let release = try Self.release(units: [limit - 1, limit, limit + 1, 0], trips: [900, 901, 902, 903])
        #expect(release.cells == [.withheld, .published([limit, 901]), .published([limit + 1, 902]), .withheld])
        #expect(release.limit.limit == limit)
        #expect(release.withheldCount == 2)
        #expect(release.isNoised)
        #expect(!release.isUseless)
    }

    @Test func `G4 a cell with ten units is withheld and one with eleven is not`() throws {
        let result = try AggregateResult.withoutNoise(measures: [(name: "people", values: [10, 11, 0])])
        let release = try Release.make(from: result, rule: try Self.rule())
        #expect(release.cells == [.withheld, .published([11]), .withheld])
        #expect(release.limit == (0, 11))
        #expect(!release.isNoised)
        #expect(release.measures[0].standardDeviation == 0)
        #expect(release.measures[0].halfWidth95 == 0)
    }

    @Test func `G4 two sources double the threshold`() throws {
        let result = try AggregateResult.withoutNoise(measures: [(name: "people", values: [21, 22])])
        let release = try Release.make(from: result, rule: try Self.rule(sources: 2))
        #expect(release.cells == [.withheld, .published([22])])
    }

    @Test func `Noise below zero is raised to zero in published cells only`() throws {
        let release = try Self.release(units: [100, 200], trips: [-7, 12])
        #expect(release.cells == [.published([100, 0]), .published([200, 12])])
    }

    @Test func `G4 one withheld cell has no total`() throws {
        let release = try Self.release(units: [100, 24, 200], trips: [1, 2, 3])
        #expect(release.withheldCount == 1)
        #expect(release.withheldTotals == nil)
        #expect(release.withheldTotalHalfWidths95 == nil)
    }

    @Test func `The total of several withheld cells is given with its interval`() throws {
        let release = try Self.release(units: [20, 21, 22, 19, 500], trips: [10, -20, 30, -40, 5])
        #expect(release.withheldTotals == [82, 0])
        #expect(release.withheldTotalHalfWidths95 == [16, 157])
    }

    @Test func `G4 the total of withheld cells is no small cell by another name`() throws {
        let release = try Self.release(units: [3, 2, 500], trips: [10, 20, 30])
        #expect(release.withheldCount == 2)
        #expect(release.withheldTotals == nil)
        let bare = try AggregateResult.withoutNoise(measures: [(name: "people", values: [5, 5, 50])])
        #expect(try Release.make(from: bare, rule: Self.rule()).withheldTotals == nil)
        let eleven = try AggregateResult.withoutNoise(measures: [(name: "people", values: [6, 5, 50])])
        #expect(try Release.make(from: eleven, rule: Self.rule()).withheldTotals == [11])
    }

    @Test func `Everything withheld is a useless release`() throws {
        let release = try Self.release(units: [1, 2], trips: [3, 4])
        #expect(release.isUseless)
        #expect(release.cells == [.withheld, .withheld])
    }

    /// σ of the total noise, and the exact half-width computed apart from the sum of two discrete Gaussians.
    @Test(
        arguments: [
            (0.3, 0), (0.5, 1), (1, 2), (1.4142135623730951, 3), (2, 4), (3, 6), (5, 10), (8.05, 16), (12, 24),
            (15, 29), (25, 49), (40, 78), (64, 125), (65, 128), (100, 196), (1000, 1960),
        ] as [(Double, Int64)])
    func `The interval is exact for small noise`(deviation: Double, half: Int64) throws {
        let release = try Self.release(units: [1], trips: [1], deviation: deviation)
        #expect(release.measures[0].halfWidth95 == half)
    }

    @Test func `An aggregate that does not fit together is refused`() {
        typealias Column = (name: String, values: [Int64], standardDeviation: Double)
        let broken: [([Column], DisclosureError.Code)] = [
            ([], .aggregateShape),
            ([("people", [], 1)], .aggregateShape),
            ([("people", [1, 2], 1), ("trips", [1], 1)], .aggregateShape),
            ([("people", [1], 1), ("people", [1], 1)], .aggregateShape),
            ([("people", [1], 0)], .noiseScale),
            ([("people", [1], 1), ("trips", [1], -1)], .noiseScale),
            ([("people", [1], .nan)], .noiseScale),
            ([("people", [1], .infinity)], .noiseScale),
        ]
        for (measures, code) in broken {
            #expect(refusal { () throws(DisclosureError) in try AggregateResult(measures: measures) } == code)
        }
        #expect(
            refusal { () throws(DisclosureError) in
                try AggregateResult.withoutNoise(measures: [(name: "people", values: [])])
            } == .aggregateShape)
    }

    @Test func `G10 withheld cells beyond 64 bits are refused`() throws {
        let result = try AggregateResult(measures: [
            (name: "people", values: [1, 1], standardDeviation: 1),
            (name: "trips", values: [.max, 1], standardDeviation: 1),
        ])
        let rule = try Self.rule()
        #expect(refusal { () throws(DisclosureError) in try Release.make(from: result, rule: rule) } == .aggregateShape)
    }
}
