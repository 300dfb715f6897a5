// SPDX-License-Identifier: Apache-2.0
//
// Properties of whole instances: what is sharded comes back, aggregation is linear, topologies agree.

import RegieTesting
import Testing
import VDAF

struct Prio3Tests {
    private func aggregated(_ sample: Sample, shares: Int) throws -> (Prio3, [Prio3.AggregateShare]) {
        var generator = SeededGenerator(seed: UInt64(shares))
        let prio3 = try Prio3(sample.variant, shares: shares)
        var totals = [Prio3.AggregateShare](repeating: prio3.emptyAggregateShare, count: shares)
        for measurement in sample.measurements {
            let outputs = try party(prio3, measurement, &generator).verified()
            for aggregator in 0..<shares { try totals[aggregator].add(outputs[aggregator]) }
        }
        return (prio3, totals)
    }

    @Test(arguments: Sample.all, [2, 3, 5, 255])
    func `G2 what is sharded, verified and summed is the sum`(_ sample: Sample, _ shares: Int) throws {
        let (prio3, totals) = try aggregated(sample, shares: shares)
        #expect(try prio3.unshard(totals) == sample.total)
        let encoded = totals.map(\.encoded)
        #expect(try prio3.unshard(encoded.map { try prio3.decodeAggregateShare($0) }) == sample.total)
    }

    @Test(arguments: Sample.all)
    func `messages have the sizes they say`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 2)
        let prio3 = try Prio3(sample.variant)
        let party = try party(prio3, sample.measurements[0], &generator)
        let (states, shares) = try party.start()
        let message = try prio3.verifierSharesToMessage(context: Party.context, verifierShares: shares)
        let sizes = prio3.sizes
        #expect(party.publicShares[0].count == sizes.publicShare)
        #expect(party.inputShares.map(\.count) == [sizes.leaderInputShare, sizes.helperInputShare])
        #expect(shares.map(\.count) == [sizes.verifierShare, sizes.verifierShare])
        #expect(message.count == sizes.verifierMessage)
        #expect(try prio3.verifyNext(state: states[0], message: message).encoded.count == sizes.aggregateShare)
        #expect(states[1].encoded.count == sizes.aggregateShare + sizes.verifierMessage)
    }

    @Test(arguments: [
        (Prio3.Variant.histogram(length: 10_000, chunkLength: 79), 166_920),
        (.histogram(length: 100, chunkLength: 7), 2_632),
        (.multihotCountVec(length: 10_000, maximumWeight: 8, chunkLength: 79), 166_984),
        (.l1BoundSum(length: 10_000, maximumValue: 15, chunkLength: 157), 653_576),
        (.sumVec(length: 24, maximum: 65_535, chunkLength: 26), 7_784),
    ])
    func `input shares are as long as the table says`(_ variant: Prio3.Variant, _ report: Int) throws {
        let sizes = try Prio3(variant).sizes
        // A DAP report adds 152 bytes of its own.
        #expect(152 + sizes.publicShare + sizes.leaderInputShare + sizes.helperInputShare == report)
    }

    @Test(arguments: Sample.all)
    func `batches merge into one, in any order`(_ sample: Sample) throws {
        let (prio3, totals) = try aggregated(sample, shares: 2)
        var doubled = totals
        for aggregator in 0..<2 { try doubled[aggregator].merge(totals[aggregator]) }
        #expect(try prio3.unshard(doubled) == sample.total.map { 2 * $0 })
        #expect(try prio3.unshard(totals.reversed()) == sample.total)
    }

    @Test(arguments: InstanceKind.allCases)
    func `random reports come back as their sum, however a batch is split`(_ kind: InstanceKind) throws {
        var generator = SeededGenerator(seed: 40)
        for round in 0..<60 {
            let prio3 = try Prio3(kind.variant(&generator), shares: 2 + round % 3)
            let measurements = (0..<4).map { _ in randomMeasurement(prio3.variant, &generator) }
            let split = Int.random(in: 0...4, using: &generator)
            var whole = [Prio3.AggregateShare](repeating: prio3.emptyAggregateShare, count: prio3.shares)
            var parts = [whole, whole]
            for (index, measurement) in measurements.enumerated() {
                let outputs = try party(prio3, measurement, &generator).verified()
                for aggregator in 0..<prio3.shares {
                    try whole[aggregator].add(outputs[aggregator])
                    try parts[index < split ? 0 : 1][aggregator].add(outputs[aggregator])
                }
            }
            #expect(try prio3.unshard(whole) == plainSum(measurements, prio3), "\(prio3)")
            let sums = try parts.map { try prio3.unshard($0) }
            #expect(sums[0] == plainSum(Array(measurements[..<split]), prio3))
            #expect(zip(sums[0], sums[1]).map { $0 + $1 } == plainSum(measurements, prio3))
            for aggregator in 0..<prio3.shares {
                try parts[0][aggregator].merge(parts[1][aggregator])
                #expect(parts[0][aggregator].encoded == whole[aggregator].encoded)
            }
        }
    }

    @Test
    func `nonces and keys drawn from the system have their sizes and differ`() {
        #expect(Prio3.randomNonce().count == Prio3.nonceSize)
        #expect(Prio3.randomVerifyKey().count == Prio3.verifyKeySize)
        #expect(Set((0..<100).map { _ in Prio3.randomNonce() }).count == 100)
    }

    @Test(arguments: Sample.all)
    func `G3 noise may push a sum below zero and is read back signed`(_ sample: Sample) throws {
        var (prio3, totals) = try aggregated(sample, shares: 2)
        let noise = sample.total.indices.map { Int64($0) * 1_000 - 5_000 }
        try totals[0].add(noise: noise)
        try totals[1].add(noise: noise)
        let expected = zip(sample.total, noise).map { Int128($0.0) + 2 * Int128($0.1) }
        #expect(try prio3.unshardSigned(totals) == expected)
        #expect(refusal { try totals[0].add(noise: noise + [1]) } == .argument)
        #expect(try prio3.unshardSigned(totals) == expected)
    }

    @Test
    func `shares of another instance or another number are refused`() throws {
        let (count, sums) = try aggregated(Sample.all[0], shares: 2)
        let (histogram, buckets) = try aggregated(Sample.all[3], shares: 2)
        #expect(refusal { try count.unshard([sums[0]]) } == .argument)
        #expect(refusal { try count.unshard(sums + [sums[0]]) } == .argument)
        #expect(refusal { try count.unshard(buckets) } == .argument)
        #expect(refusal { try histogram.unshard(sums) } == .argument)
        var total = sums[0]
        #expect(refusal { try total.merge(buckets[0]) } == .argument)
        let other = try Prio3(.sumVec(length: 1, maximum: 1, chunkLength: 1))
        #expect(refusal { try total.merge(other.emptyAggregateShare) } == .argument)
    }

    @Test(arguments: Sample.all)
    func `the system's randomness makes two reports of one measurement differ`(_ sample: Sample) throws {
        let prio3 = try Prio3(sample.variant)
        let nonce = [UInt8](repeating: 9, count: 16)
        let reports = try (0..<2).map { _ in
            try prio3.shard(context: Party.context, measurement: sample.measurements[0], nonce: nonce)
        }
        #expect(reports[0].inputShares[0] != reports[1].inputShares[0])
        #expect(reports[0].inputShares[1] != reports[1].inputShares[1])
        #expect(Party(prio3, reports[0], key: [UInt8](repeating: 4, count: 32), nonce: nonce).isAccepted)
    }

    @Test
    func `secrets don't print`() throws {
        var generator = SeededGenerator(seed: 8)
        let prio3 = try Prio3(.count)
        let party = try party(prio3, .flag(true), &generator)
        let state = try party.start().states[0]
        #expect("\(state)" == "VerifyState")
        #expect("\(Prio3.Measurement.integer(42))" == "integer")
        #expect("\(try party.verified()[0])" == "OutputShare")
        #expect("\(prio3.emptyAggregateShare)" == "AggregateShare")
    }

    @Test(arguments: [1, 2, 3, 5], [2, 4])
    func `a circuit of degree 3 works with several calls`(_ calls: Int, _ shares: Int) throws {
        let scheme = try Prio3Scheme(try HigherDegree(calls: calls), algorithmID: 0xFFFF_FFFF, shares: shares)
        for (value, isValid) in [(UInt64(2), true), (3, false)] {
            let measurement = [UInt64](repeating: 1, count: calls - 1) + [value]
            let report = try scheme.shard(
                context: [], measurement: measurement, nonce: [UInt8](repeating: 1, count: 16),
                randomness: (0..<scheme.randomnessSize).map { UInt8(truncatingIfNeeded: $0) })
            let shares = try (0..<shares).map { aggregator in
                try scheme.verifyInit(
                    verifyKey: [UInt8](repeating: 2, count: 32), context: [], aggregatorID: aggregator,
                    nonce: [UInt8](repeating: 1, count: 16), publicShare: report.publicShare,
                    inputShare: report.inputShares[aggregator]
                ).verifierShare
            }
            let code = refusal { try scheme.verifierSharesToMessage(context: [], verifierShares: shares) }
            #expect(code == (isValid ? nil : .proof))
        }
    }
}
