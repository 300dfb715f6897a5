// SPDX-License-Identifier: Apache-2.0
//
// The limit of a cell: k, H, z and their rounding; what makes no rule.

import DisclosureControl
import Testing

@Suite struct ReleaseRuleTests {
    static func rule(_ threshold: Int = 11, sources: Int = 2, betaMicro: Int64 = 1000) throws -> ReleaseRule {
        try ReleaseRule(threshold: threshold, sourcesPerUnit: sources, betaMicro: betaMicro)
    }

    /// β in millionths, cells, and the normal quantile of 0.999·β/cells rounded up to a thousandth.
    @Test(
        arguments: [
            (1000, 1, 3.091), (1000, 841, 4.719), (1, 841, 5.970), (1, 100_000, 6.707), (50_000, 300, 3.589),
        ] as [(Int64, Int, Double)])
    func `G4 z keeps the family-wise chance`(beta: Int64, cells: Int, z: Double) throws {
        let limit = try Self.rule(betaMicro: beta).limit(cellCount: cells, standardDeviation: 15)
        #expect(limit.z == z)
        #expect(limit.limit == 22 + Int64((z * 15).rounded(.up)))
    }

    @Test func `G4 with very little noise z is the subgaussian one`() throws {
        let limit = try Self.rule().limit(cellCount: 841, standardDeviation: 1)
        #expect(limit.z == 5.224)
        #expect(limit.limit == 28)
        #expect(try Self.rule().limit(cellCount: 841, standardDeviation: 1.42).z == 4.719)
    }

    @Test func `G4 each source that may hold a unit raises the limit by k`() throws {
        #expect(try Self.rule(sources: 1).limit(cellCount: 5, standardDeviation: 0).limit == 11)
        #expect(try Self.rule(sources: 3).limit(cellCount: 5, standardDeviation: 0).limit == 33)
        #expect(try Self.rule(20, sources: 2).limit(cellCount: 5, standardDeviation: 0).limit == 40)
    }

    @Test(arguments: [Double.nan, -1, .infinity, -.infinity, 1e300])
    func `G11 a noise that is none publishes nothing`(deviation: Double) throws {
        #expect(try Self.rule().limit(cellCount: 5, standardDeviation: deviation).limit == Int64.max)
    }

    @Test func `A table without cells is taken as one cell`() throws {
        let rule = try Self.rule()
        #expect(
            rule.limit(cellCount: 0, standardDeviation: 9).limit == rule.limit(cellCount: 1, standardDeviation: 9).limit
        )
    }

    @Test(arguments: [-1, 0, 1, 1_000_001])
    func `G4 a threshold that would publish one person is refused`(threshold: Int) {
        #expect(
            refusal { () throws(DisclosureError) in
                try ReleaseRule(threshold: threshold, sourcesPerUnit: 1, betaMicro: 1000)
            } == .releaseRule)
    }

    @Test(arguments: [-1, 0, 1001])
    func `A rule without sources is refused`(sources: Int) {
        #expect(
            refusal { () throws(DisclosureError) in
                try ReleaseRule(threshold: 11, sourcesPerUnit: sources, betaMicro: 1000)
            } == .releaseRule)
    }

    @Test(arguments: [-1, 0, 500_000, 1_000_000] as [Int64])
    func `A β that is no small chance is refused`(beta: Int64) {
        #expect(
            refusal { () throws(DisclosureError) in
                try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: beta)
            } == .releaseRule)
    }
}
