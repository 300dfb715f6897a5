// SPDX-License-Identifier: Apache-2.0
//
// Cedar's own tests, restricted to level 0: verdicts of validation, decisions, reasons and errors as sets. Everything
// must parse, also what is out of subset; how much that was is printed, by feature.

import Cedar
import Foundation
import RegieTesting
import Testing

/// What a run over a folder of tests found.
private struct Tally {
    var validated = 0
    var decided = 0
    var validationsLeftOut: [Feature: Int] = [:]
    var requestsLeftOut: [Feature: Int] = [:]

    var summary: String {
        """
        Cedar conformance: \(validated) validation verdicts and \(decided) decisions compared; out of subset: \
        \(Self.text(validationsLeftOut)) (validations), \(Self.text(requestsLeftOut)) (requests)
        """
    }

    private static func text(_ counts: [Feature: Int]) -> String {
        let parts = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }
}

@Test(arguments: ["integration", "corpus-sample"])
func `verdicts, decisions, reasons and errors agree with Cedar's own tests`(folder: String) throws {
    guard let vectors = SharedData.folder("CEDAR_VECTORS", path: "vectors/cedar") else { return }
    let tests = try CorpusTest.all(below: vectors.appending(path: folder))
    guard !tests.isEmpty else {
        print("skipped: no tests in \(folder) of CEDAR_VECTORS")
        return
    }
    var tally = Tally()
    for (name, root, test) in tests {
        let schema = try Schema.parse(
            String(contentsOf: root.appending(path: test.schema), encoding: .utf8), file: test.schema)
        let set = try PolicySet.parse(
            String(contentsOf: root.appending(path: test.policies), encoding: .utf8), file: test.policies,
            naming: .position)
        compareValidation(name, test, set, schema, &tally)
        let requests = test.requests.map { set.readsContext ? $0 : $0.withoutContext }
        for request in requests { try compareDecision(name, request, set, schema, &tally) }
    }
    print(tally.summary)
    #expect(tally.validated > 0)
    #expect(tally.decided > 0)
}

private func compareValidation(
    _ name: String, _ test: CorpusTest, _ set: PolicySet, _ schema: Schema, _ tally: inout Tally
) {
    let errors = Validator.validate(set, against: schema)
    if let feature = errors.lazy.compactMap(\.outOfSubset).first {
        tally.validationsLeftOut[feature, default: 0] += 1
        return
    }
    tally.validated += 1
    #expect(errors.isEmpty == test.shouldValidate, "\(name): \(errors)")
}

private func compareDecision(
    _ name: String, _ expected: CorpusTest.Request, _ set: PolicySet, _ schema: Schema, _ tally: inout Tally
) throws {
    do {
        let request = try Request(expected, schema)
        if set.readsContext { #expect(throws: Never.self, "\(name)") { try schema.validate(request) } }
        let answer = Authorizer.isAuthorized(request, set, groups: schema.groups)
        if let feature = answer.errors.lazy.compactMap(\.error.outOfSubset).first {
            throw CorpusValueError.outOfSubset(feature)
        }
        tally.decided += 1
        #expect(answer.decision.rawValue == expected.decision, "\(name)")
        #expect(Set(answer.reasons) == Set(expected.reason), "\(name)")
        #expect(Set(answer.errors.map(\.policyID)) == Set(expected.errors), "\(name)")
    } catch CorpusValueError.outOfSubset(let feature) {
        tally.requestsLeftOut[feature, default: 0] += 1
    }
}

extension PolicySet {
    /// A set that never looks at the context decides alike without it, also where it holds an ip address.
    fileprivate var readsContext: Bool {
        policies.contains { policy in policy.conditions.contains { $0.body.readsContext } }
    }
}

extension Expr {
    fileprivate var readsContext: Bool { kind == .variable(.context) || kind.operands.contains(where: \.readsContext) }
}

extension CedarError {
    fileprivate var outOfSubset: Feature? {
        Feature.allCases.first { code == .outOfSubset($0) }
    }
}

@Test(arguments: ["analyze", "examples"])
func `every schema and policy file of Cedar's examples parses`(folder: String) throws {
    guard let vectors = SharedData.folder("CEDAR_VECTORS", path: "vectors/cedar") else { return }
    let files = FileManager.default.enumerator(
        at: vectors.appending(path: folder), includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() {
        if file.pathExtension == "cedar" {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(throws: Never.self) { try PolicySet.parse(text, file: file.path, naming: .position) }
        } else if file.pathExtension == "cedarschema" {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(try !Schema.parse(text, file: file.path).environments.isEmpty)
        }
    }
}
