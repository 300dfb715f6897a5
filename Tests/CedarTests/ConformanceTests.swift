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
    var tests = 0
    var validated = 0
    var decided = 0
    /// Tests of which something couldn't be compared, by the first feature that stood in the way.
    var testsLeftOut: [Feature: Int] = [:]
    var requestsLeftOut: [Feature: Int] = [:]

    func summary(of folder: String) -> String {
        """
        Cedar conformance, \(folder): \(tests) tests, all parsed; \(validated) verdicts of validation and \(decided) \
        decisions compared; out of subset \(testsLeftOut.values.reduce(0, +)) tests (\(Self.text(testsLeftOut))), \
        \(requestsLeftOut.values.reduce(0, +)) requests among them (\(Self.text(requestsLeftOut)))
        """
    }

    private static func text(_ counts: [Feature: Int]) -> String {
        let parts = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }
}

/// The whole corpus is shared out, so that its parts run side by side.
@Test(arguments: ["integration", "corpus-sample"] + (0..<8).map { "corpus-tests \($0)" })
func `verdicts, decisions, reasons and errors agree with Cedar's own tests`(part: String) throws {
    guard let vectors = SharedData.folder("CEDAR_VECTORS", path: "vectors/cedar") else { return }
    let tests = try CorpusTest.part(part, of: vectors)
    guard !tests.isEmpty else {
        print("skipped: no tests of \(part) in CEDAR_VECTORS")
        return
    }
    var tally = Tally()
    for (name, root, test) in tests {
        tally.tests += 1
        let schema = try Schema.parse(
            String(contentsOf: root.appending(path: test.schema), encoding: .utf8), file: test.schema)
        let set = try PolicySet.parse(
            String(contentsOf: root.appending(path: test.policies), encoding: .utf8), file: test.policies,
            naming: .position)
        var leftOut = compareValidation(name, test, set, schema, &tally)
        let requests = test.requests.map { set.readsContext ? $0 : $0.withoutContext }
        for request in requests {
            guard let feature = try compareDecision(name, request, set, schema, &tally) else { continue }
            tally.requestsLeftOut[feature, default: 0] += 1
            leftOut = leftOut ?? feature
        }
        if let leftOut { tally.testsLeftOut[leftOut, default: 0] += 1 }
    }
    print(tally.summary(of: part))
    #expect(tally.validated > 0)
    #expect(tally.decided > 0)
}

/// - Returns: the feature out of subset for which nothing was compared.
private func compareValidation(
    _ name: String, _ test: CorpusTest, _ set: PolicySet, _ schema: Schema, _ tally: inout Tally
) -> Feature? {
    let errors = Validator.validate(set, against: schema)
    if let feature = errors.lazy.compactMap(\.outOfSubset).first { return feature }
    tally.validated += 1
    #expect(errors.isEmpty == test.shouldValidate, "\(name): \(errors)")
    return nil
}

/// - Returns: the feature out of subset for which nothing was compared.
private func compareDecision(
    _ name: String, _ expected: CorpusTest.Request, _ set: PolicySet, _ schema: Schema, _ tally: inout Tally
) throws -> Feature? {
    do {
        let request = try Request(expected, schema)
        if set.readsContext { #expect(throws: Never.self, "\(name)") { try schema.validate(request) } }
        let answer = Authorizer.isAuthorized(request, set, groups: schema.groups)
        if let feature = answer.errors.lazy.compactMap(\.error.outOfSubset).first { return feature }
        tally.decided += 1
        #expect(answer.decision.rawValue == expected.decision, "\(name)")
        #expect(Set(answer.reasons) == Set(expected.reason), "\(name)")
        #expect(Set(answer.errors.map(\.policyID)) == Set(expected.errors), "\(name)")
        return nil
    } catch CorpusValueError.outOfSubset(let feature) {
        return feature
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
