// SPDX-License-Identifier: Apache-2.0
//
// The published vectors, replayed operation by operation: what must succeed gives the very bytes, what must
// fail fails at that operation (VDAF, "Test Vectors").

import Testing
import VDAF

struct VectorTests {
    /// Algorithms of the same folders that this module leaves out.
    private static let leftOut: Set<String> = [
        "Poplar1", "IdpfBBCGGI21", "XofFixedKeyAes128", "XofHmacSha256Aes128", "fieldpriov2",
    ]

    @Test
    func `a folder of vectors that was asked for holds some`() {
        guard VectorFile.isRequested else { return }
        #expect(!VectorFile.all.isEmpty, "no JSON file in the folder that \(VectorFile.variable) names")
    }

    @Test(arguments: VectorFile.all)
    func `the published vectors hold`(_ file: VectorFile) throws {
        if Self.leftOut.contains(file.algorithm) {
            print("\(file.name): skipped, \(file.algorithm) is left out of this module")
            return
        }
        let vector = try file.read()
        print("\(file.name): replayed")
        switch file.algorithm {
        case "XofTurboShake128":
            try replayXof(vector)
        case "Prio3HigherDegree":
            var replay = try Replay(vector, ReplayedHigherDegree(shares: vector.integer("shares")))
            try replay.run()
        case let algorithm:
            var replay = try Replay(vector, ReplayedInstance(algorithm: algorithm, parameters: vector))
            try replay.run()
        }
    }

    private func replayXof(_ vector: VectorObject) throws {
        let seed = try vector.bytes("seed")
        let count = try vector.integer("length")
        func start() throws -> XofTurboShake128 {
            var xof = XofTurboShake128(seed: seed, tag: try vector.bytes("dst"))
            xof.absorb(try vector.bytes("binder"))
            return xof
        }
        var xof = try start()
        #expect(xof.nextSeed() == (try vector.bytes("derived_seed")))
        xof = try start()
        let elements = xof.nextVector(Field128.self, count: count)
        #expect(Field128.encode(elements) == (try vector.bytes("expanded_vec_field128")))
    }
}

/// An item that a file may lack: an operation that should have failed finds nothing to compare with.
private func item<Item>(_ items: [Item], _ index: Int) throws -> Item {
    try #require(items.indices.contains(index) ? items[index] : nil, "the file has no item \(index)")
}

/// One file being replayed.
private struct Replay<Scheme: Replayed> {
    let scheme: Scheme
    let vector: VectorObject
    let context: [UInt8]
    let verifyKey: [UInt8]
    let reports: [VectorObject]
    var states: [[Scheme.State?]]

    init(_ vector: VectorObject, _ scheme: Scheme) throws {
        self.scheme = scheme
        self.vector = vector
        context = try vector.bytes("ctx")
        verifyKey = try vector.bytes("verify_key")
        reports = try vector.objects("reports")
        let shares = try vector.integer("shares")
        states = reports.map { _ in Array(repeating: nil, count: shares) }
    }

    mutating func run() throws {
        let operations = vector.has("operations") ? try vector.objects("operations") : honestOperations
        try #require(!operations.isEmpty)
        for operation in operations {
            let name = try operation.string("operation")
            if try operation.flag("success") {
                try apply(name, operation)
            } else {
                var copy = self
                #expect(throws: VDAFError.self, "`\(name)` must fail") { try copy.apply(name, operation) }
            }
        }
    }

    /// What an honest run does, for a file that lists no operations.
    private var honestOperations: [VectorObject] {
        var operations: [[String: Any]] = []
        for report in reports.indices {
            operations.append(["operation": "shard", "report_index": report])
            let starts = states[report].indices.map {
                ["operation": "verify_init", "aggregator_id": $0] as [String: Any]
            }
            let ends = states[report].indices.map {
                ["operation": "verify_next", "aggregator_id": $0, "round": 1] as [String: Any]
            }
            let combination: [String: Any] = ["operation": "verifier_shares_to_message", "round": 0]
            operations += (starts + [combination] + ends).map { $0.merging(["report_index": report]) { $1 } }
        }
        let shares = states.first?.indices ?? 0..<0
        operations += shares.map { ["operation": "aggregate", "aggregator_id": $0] } + [["operation": "unshard"]]
        return operations.map { VectorObject(fields: $0.merging(["success": true]) { $1 }) }
    }

    private mutating func apply(_ name: String, _ operation: VectorObject) throws {
        switch name {
        case "shard": try shard(operation)
        case "verify_init": try verifyInit(operation)
        case "verifier_shares_to_message": try verifierSharesToMessage(operation)
        case "verify_next": try verifyNext(operation)
        case "aggregate": try aggregate(operation)
        case "unshard":
            let result = try vector.integers("agg_result").map { UInt128($0) }
            #expect(try scheme.unshard(vector.byteStrings("agg_shares")) == result)
        default: throw UnknownAlgorithm(name: name)
        }
    }

    private func shard(_ operation: VectorObject) throws {
        let report = try item(reports, operation.integer("report_index"))
        let sharded = try scheme.shard(context: context, report: report)
        #expect(sharded.publicShare == (try report.bytes("public_share")))
        #expect(sharded.inputShares == (try report.byteStrings("input_shares")))
    }

    private mutating func verifyInit(_ operation: VectorObject) throws {
        let index = try operation.integer("report_index")
        let aggregator = try operation.integer("aggregator_id")
        let report = try item(reports, index)
        _ = try item(states[index], aggregator)
        let (state, share) = try scheme.verifyInit(
            verifyKey: verifyKey, context: context, aggregatorID: aggregator, nonce: try report.bytes("nonce"),
            publicShare: try report.bytes("public_share"),
            inputShare: try item(report.byteStrings("input_shares"), aggregator))
        states[index][aggregator] = state
        #expect(share == (try item(item(report.rounds("verifier_shares"), 0), aggregator)))
    }

    private func verifierSharesToMessage(_ operation: VectorObject) throws {
        let report = try item(reports, operation.integer("report_index"))
        let round = try operation.integer("round")
        let message = try scheme.message(
            context: context, verifierShares: try item(report.rounds("verifier_shares"), round))
        #expect(message == (try item(report.byteStrings("verifier_messages"), round)))
    }

    private func verifyNext(_ operation: VectorObject) throws {
        let index = try operation.integer("report_index")
        let aggregator = try operation.integer("aggregator_id")
        let round = try operation.integer("round")
        let kept = try item(item(states, index), aggregator)
        let state = try #require(kept, "no state of aggregator \(aggregator)")
        let messages = try reports[index].byteStrings("verifier_messages")
        let output = try scheme.verifyNext(state, message: try item(messages, round - 1))
        #expect(hex(output) == (try outputShare(of: index, aggregator)))
    }

    /// Output shares are a list of encoded elements for each aggregator.
    private func outputShare(of report: Int, _ aggregator: Int) throws -> String {
        let shares = try #require(reports[report].fields["out_shares"] as? [Any], "no output shares")
        let share = try item(shares, aggregator)
        if let elements = share as? [String] { return elements.joined() }
        return try #require(share as? String, "no output share of \(aggregator)")
    }

    private func aggregate(_ operation: VectorObject) throws {
        let aggregator = try operation.integer("aggregator_id")
        let outputs = try reports.indices.map { try outputShare(of: $0, aggregator) }
        let share = try scheme.aggregate(outputs.map { try #require(parsed(hex: $0)) })
        #expect(share == (try item(vector.byteStrings("agg_shares"), aggregator)))
    }
}
