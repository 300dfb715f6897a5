// SPDX-License-Identifier: Apache-2.0
//
// One decision on a set of 50 policies that was read beforehand, beside Cedar's own engine (cedarpy, in
// `.venv` or the Python that CEDAR_PYTHON names) on the same set and the same request, policies and entities
// read beforehand there, too. What the comparison leaves out: cedarpy reads each request from a Python dictionary. Then
// the bytes that a decision asks of the allocator, with ever more policies that don't apply.

import CAllocationMeter
import Cedar
import Foundation

enum DecisionBench {
    private static let action = EntityUID(type: "Regie::Action", id: "run")

    /// 40 permits and 10 forbids on one dataset, each with five demands, most met only near the end.
    private static let text: String = (0..<50).map { index in
        rule(
            "rule\(index)", index.isMultiple(of: 5) ? "forbid" : "permit",
            epsilon: index == 49 ? 4_000_000 : 1_000_000 + index)
    }.joined(separator: "\n")

    private static func rule(
        _ id: String, _ effect: String, dataset: String = "mobility-trips", epsilon: Int
    ) -> String {
        """
        @id("\(id)")
        \(effect) (principal is Regie::Requester, action == \(action), resource == Regie::Dataset::"\(dataset)")
        when { ["transport-authority", "association"].contains(context.requesterKind) }
        when { ["dpv:ImproveTransportMobility", "dpv:PublicPolicyMaking"].contains(context.purpose) }
        when { ["bus", "bike", "carpool"].containsAll(context.sources) }
        when { context.periodDays >= 28 && context.periodDays <= 366 }
        when { context.epsilonMicro <= \(epsilon) };
        """
    }

    private static let request = Request(
        principal: EntityUID(type: "Regie::Requester", id: "autorite"), action: action,
        resource: EntityUID(type: "Regie::Dataset", id: "mobility-trips"),
        context: [
            "requesterKind": .string("transport-authority"), "purpose": .string("dpv:PublicPolicyMaking"),
            "sources": .strings(["bus", "bike"]), "periodDays": .long(91), "epsilonMicro": .long(3_000_000),
            "approvedByBallot": .bool(false), "cells": .long(841), "threshold": .long(11),
        ])

    private static let oracle = """
        import cedarpy, sys, time
        policies = cedarpy.PolicySet.from_str(open(sys.argv[1]).read())
        entities = cedarpy.Entities.from_json_str("[]")
        request = {"principal": {"type": "Regie::Requester", "id": "autorite"},
                   "action": {"type": "Regie::Action", "id": "run"},
                   "resource": {"type": "Regie::Dataset", "id": "mobility-trips"},
                   "context": {"requesterKind": "transport-authority", "purpose": "dpv:PublicPolicyMaking",
                               "sources": ["bus", "bike"], "periodDays": 91, "epsilonMicro": 3000000,
                               "approvedByBallot": False, "cells": 841, "threshold": 11}}
        assert cedarpy.is_authorized_batch([request], policies, entities)[0].allowed
        batch = [request] * 1000
        best = 1e9
        for _ in range(10):
            start = time.perf_counter()
            cedarpy.is_authorized_batch(batch, policies, entities)
            best = min(best, time.perf_counter() - start)
        print(best * 1000)
        """

    static func run() throws -> [Goal] {
        let set = try PolicySet.parse(text, file: "bench")
        let compiled = CompiledPolicySet(set)
        guard compiled.isAuthorized(request).decision == .allow else {
            print("the bench's own request is refused: nothing is measured")
            return [Goal(sentence: "the bench's own request is allowed", figure: "refused", isMet: false)]
        }
        let ours = best { _ = compiled.isAuthorized(request) }
        let plain = best { _ = Authorizer.isAuthorized(request, set) }
        print("one decision, 50 policies, read beforehand: \(shown(ours)); from the tree, uncompiled: \(shown(plain))")
        if let theirs = try peer() {
            print("cedarpy, the same set and request: \(shown(theirs)); ours takes \(ratio(ours, theirs)) of it")
        } else {
            print("cedarpy: skipped, no Python with it (make oracle, or CEDAR_PYTHON)")
        }
        return [
            Goal(
                sentence: "a decision on 50 policies read beforehand in at most 20 µs", figure: shown(ours),
                isMet: ours <= 20), try allocations(),
        ]
    }

    // MARK: Allocations

    /// Bytes asked for by one decision, beside more and more rules of which the request misses the last demand or the
    /// scope.
    private static func allocations() throws -> Goal {
        let counts = [0, 20, 200, 2_000]
        let bytes = try counts.map { count in
            let others = (0..<count).map { index in
                rule(
                    "other\(index)", index.isMultiple(of: 3) ? "forbid" : "permit",
                    dataset: index.isMultiple(of: 2) ? "mobility-trips" : "dataset-\(index % 9)",
                    epsilon: 1_000_000 + index)
            }
            let all = try PolicySet.parse(text + "\n" + others.joined(separator: "\n"), file: "bench")
            return asked(by: CompiledPolicySet(all))
        }
        for (count, bytes) in zip(counts, bytes) {
            print("one decision beside \(count) more policies that don't apply: \(bytes) bytes asked of the allocator")
        }
        let isCounted = bytes.allSatisfy { $0 > 0 }
        return Goal(
            sentence: "no allocation that grows with the policies that don't apply",
            figure: isCounted
                ? "\(bytes[0]) bytes beside none, \(bytes[bytes.count - 1]) beside \(counts[counts.count - 1])"
                : "not counted: that takes glibc", isMet: isCounted && Set(bytes).count == 1)
    }

    private static func asked(by compiled: CompiledPolicySet) -> UInt64 {
        _ = compiled.isAuthorized(request)
        let before = allocation_meter_total()
        _ = compiled.isAuthorized(request)
        return allocation_meter_total() &- before
    }

    // MARK: Time

    /// Microseconds of one call, the least of 20 rounds of 1,000.
    private static func best(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        var least = Double.infinity
        for _ in 0..<20 {
            let time = clock.measure { for _ in 0..<1_000 { body() } }
            least = min(least, Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3)
        }
        return least
    }

    /// Nil where there is no Python with cedarpy.
    private static func peer() throws -> Double? {
        let file = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString).cedar")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let named = ProcessInfo.processInfo.environment["CEDAR_PYTHON"]
        let local = FileManager.default.currentDirectoryPath + "/.venv/bin/python3"
        for python in [named, local].compactMap({ $0 }) where FileManager.default.isExecutableFile(atPath: python) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: python)
            process.arguments = ["-c", oracle, file.path]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let printed = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            if let time = Double(printed) { return time }
        }
        return nil
    }

    private static func shown(_ microseconds: Double) -> String { "\((microseconds * 100).rounded() / 100) µs" }

    private static func ratio(_ one: Double, _ two: Double) -> String { "\((one / two * 100).rounded()) %" }
}
