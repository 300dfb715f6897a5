// SPDX-License-Identifier: Apache-2.0
//
// Messages survive their encoding, and no input makes a decoder trap or ask for memory it wasn't given.

import DAP
import RegieTesting
import Testing

@Suite struct WireTests {
    @Test func `a task configuration survives its encoding and refuses bytes behind it`() throws {
        let configuration = try TaskFixture().configuration
        let bytes = try configuration.encoded()
        #expect(try TaskConfiguration(decoding: bytes) == configuration)
        #expect(throws: DAPError(.invalidMessage, "")) { try TaskConfiguration(decoding: bytes + [0]) }
    }

    @Test(arguments: [0, 1, 17, 40])
    func `a message cut short is refused`(length: Int) throws {
        let bytes = try TaskFixture().report(of: [1, 2, 3, 4, 5]).encoded()
        #expect(throws: DAPError(.invalidMessage, "")) { try Report(decoding: Array(bytes.prefix(length))) }
    }

    @Test func `extensions out of order, given twice or unknown are refused`() throws {
        var writer = WireWriter()
        try writer.write(
            items: [Extension(.holder, [1]), Extension(.holder, [2])], length: UInt16.self)
        try writer.write(opaque: [1], length: UInt32.self)
        #expect(throws: DAPError(.invalidExtension, "")) { try PlaintextInputShare(decoding: writer.bytes) }
        var other = WireWriter()
        try other.write(items: [Extension(.noise, [1])], length: UInt16.self)
        try other.write(opaque: [1], length: UInt32.self)
        #expect(throws: DAPError(.unsupportedExtension, "")) { try PlaintextInputShare(decoding: other.bytes) }
    }

    @Test func `a task without two different aggregators, or of length zero, can't be made`() throws {
        let noise = NoiseParameters(sensitivitySquared: 1, rhoMicro: 1, isNoised: true)
        for (leader, helper, length) in [("http://a", "http://a", 1), ("", "http://b", 1), ("http://a", "http://b", 0)]
        {
            #expect(throws: DAPError(.invalidMessage, "")) {
                try TaskConfiguration(
                    taskInfo: [1], leader: leader, helper: helper, timePrecision: 1, minBatchSize: 1,
                    vdaf: .sumVec(length: UInt32(length), maximum: 1), noise: noise,
                    mandateHash: Array(repeating: 0, count: 32))
            }
        }
    }

    @Test(
        arguments: [
            (UInt32.max, UInt64.max, 1), (UInt32.max, 1, 1), (1, 1, UInt32.max), (1 << 23, 1, 1), (5, 0, 1), (5, 1, 0),
            (1, 1, 1 << 22),
        ] as [(UInt32, UInt64, UInt32)])
    func `a task whose input shares no aggregator would take is refused as it is read`(
        length: UInt32, maximum: UInt64, chunkLength: UInt32
    ) throws {
        func configuration(_ length: UInt32, _ maximum: UInt64, _ chunkLength: UInt32) throws -> [UInt8] {
            var writer = WireWriter()
            try writer.write(opaque: [1], length: UInt8.self)
            for url in ["http://a", "http://b"] { try writer.write(opaque: Array(url.utf8), length: UInt16.self) }
            writer.write(UInt64(1))
            writer.write(UInt64(1))
            writer.write(UInt8(1))
            try writer.write(opaque: [], length: UInt16.self)
            var vdaf = WireWriter()
            vdaf.write(length)
            vdaf.write(maximum)
            vdaf.write(chunkLength)
            writer.write(UInt32(3))
            try writer.write(opaque: vdaf.bytes, length: UInt16.self)
            let noise = [UInt8](repeating: 0, count: 15) + [1, 1]
            try writer.write(
                items: [Extension(.noise, noise), Extension(.mandate, Array(repeating: 0, count: 32))],
                length: UInt16.self)
            return writer.bytes
        }
        let good = try configuration(5, 1, 3)
        #expect(try TaskConfiguration(decoding: good).vdaf.length == 5)
        let bad = try configuration(length, maximum, chunkLength)
        #expect(throws: DAPError(.invalidMessage, "")) { try TaskConfiguration(decoding: bad) }
    }

    @Test func `no altered message traps a decoder`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        let job = AggregationJobInitReq(
            verificationKeyID: 0,
            verifyInits: [
                VerifyInit(
                    metadata: report.metadata, publicShare: [], encryptedInputShare: report.helperShare, payload: [0])
            ])
        let seeds = [
            try report.encoded(), try job.encoded(), try fixture.configuration.encoded(),
            try HpkeConfigList(configs: [fixture.leader.config]).encoded(),
        ]
        var generator = SeededGenerator(seed: 5)
        for round in 0..<20_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
            _ = try? Report(decoding: bytes)
            _ = try? AggregationJobInitReq(decoding: bytes)
            _ = try? AggregationJobResp(decoding: bytes)
            _ = try? TaskConfiguration(decoding: bytes)
            _ = try? HpkeConfigList(decoding: bytes)
            _ = try? CollectionJobResp(decoding: bytes)
            _ = try? AggregateShareReq(decoding: bytes)
        }
    }

    @Test func `identifiers have one text`() {
        let id = TaskID((0..<32).map { UInt8($0) })
        #expect(TaskID(base64URL: id?.description ?? "") == id)
        #expect(TaskID(base64URL: (id?.description ?? "") + "=") == nil)
        #expect(TaskID(base64URL: "short") == nil)
    }

    @Test func `keys never print`() {
        let pair = HpkeKeyPair(id: 9)
        #expect("\(pair)" == "HpkeKeyPair(9)")
        #expect(String(reflecting: pair) == "HpkeKeyPair(9)")
    }
}
