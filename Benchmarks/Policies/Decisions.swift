// SPDX-License-Identifier: Apache-2.0
//
// One decision on a set of 50 policies that was read beforehand, beside Cedar's own engine (cedarpy, in
// `.build/cedarpy` or the Python that CEDAR_PYTHON names) on the same set and the same request, policies and entities
// read beforehand there, too. What the comparison leaves out: cedarpy reads each request from a Python dictionary.

import Cedar
import Foundation

enum DecisionBench {
    private static let action = EntityUID(type: "Regie::Action", id: "run")

    /// 40 permits and 10 forbids on one dataset, each with five demands, most met only near the end.
    private static let text: String = (0..<50).map { index in
        """
        @id("rule\(index)")
        \(index.isMultiple(of: 5) ? "forbid" : "permit") (principal is Regie::Requester, action == \(action), \
        resource == Regie::Dataset::"mobility-trips")
        when { ["transport-authority", "association"].contains(context.requesterKind) }
        when { ["dpv:ImproveTransportMobility", "dpv:PublicPolicyMaking"].contains(context.purpose) }
        when { ["bus", "bike", "carpool"].containsAll(context.sources) }
        when { context.periodDays >= 28 && context.periodDays <= 366 }
        when { context.epsilonMicro <= \(index == 49 ? 4_000_000 : 1_000_000 + index) };
        """
    }.joined(separator: "\n")

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

    static func run() throws {
        let set = try PolicySet.parse(text, file: "bench")
        let compiled = CompiledPolicySet(set)
        guard compiled.isAuthorized(request).decision == .allow else {
            print("the bench's own request is refused: nothing is measured")
            return
        }
        let ours = best { _ = compiled.isAuthorized(request) }
        let plain = best { _ = Authorizer.isAuthorized(request, set) }
        print("one decision, 50 policies, read beforehand: \(shown(ours)) (goal 20 µs); uncompiled \(shown(plain))")
        if let theirs = try peer() {
            print("cedarpy, the same set and request: \(shown(theirs)); ours takes \(ratio(ours, theirs)) of it")
        } else {
            print("cedarpy: skipped, no Python with it (make oracle, or CEDAR_PYTHON)")
        }
    }

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
        let local = FileManager.default.currentDirectoryPath + "/.build/cedarpy/bin/python3"
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
