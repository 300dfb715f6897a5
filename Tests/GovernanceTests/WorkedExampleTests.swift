// SPDX-License-Identifier: Apache-2.0
//
// `policies/examples`: each request, with the decision that its author expects and the rules that make it.

import Cedar
import Foundation
import Governance
import Studies
import Testing
import TrustFixture
import Yams

struct WorkedExample: Sendable, CustomTestStringConvertible {
    let file: String
    let name: String
    let facts: Facts
    let day: Day
    let expect: String
    let rules: [String]
    let why: String

    var testDescription: String { "\(file): \(name)" }

    static let all: [WorkedExample] = {
        let folder = TestTrust.repository.appending(path: "policies/examples")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { (try? examples(in: $0)) ?? [] }
    }()

    static func examples(in file: String) throws -> [WorkedExample] {
        let document = try #require(try Yams.compose(yaml: TestTrust.file("policies/examples/\(file)")))
        let baseline = try #require(document["baseline"]?.mapping)
        let day = try #require(document["day"]?.scalar.flatMap { Day($0.string) })
        let requester = try #require(document["requester"]?.string)
        let dataset = try #require(document["dataset"]?.string)
        return try #require(document["cases"]?.sequence).map { example in
            var context: [String: Value] = [:]
            for (name, node) in Array(baseline) + Array(try #require(example["facts"]?.mapping)) {
                context[try #require(name.string)] = try value(node)
            }
            return WorkedExample(
                file: file, name: try #require(example["name"]?.string),
                facts: Facts(
                    principal: EntityUID(type: "Regie::Requester", id: requester),
                    resource: EntityUID(type: "Regie::Dataset", id: dataset), context: context),
                day: day, expect: try #require(example["expect"]?.string),
                rules: try #require(example["rules"]?.sequence).compactMap(\.string),
                why: try #require(example["why"]?.string))
        }
    }

    private static func value(_ node: Node) throws -> Value {
        if let sequence = node.sequence { return .strings(sequence.compactMap(\.string)) }
        let text = try #require(node.scalar?.string)
        if let long = Int64(text) { return .long(long) }
        if let day = Day(text) { return .datetime(Int64(day.daysSinceEpoch) * 86_400_000) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        return .string(text)
    }
}

@Suite struct WorkedExampleTests {
    @Test func `every file of examples is read`() throws {
        for file in ["authority.yaml", "energy.yaml", "other-requesters.yaml", "other-dataset.yaml"] {
            #expect(try !WorkedExample.examples(in: file).isEmpty)
        }
        #expect(WorkedExample.all.count >= 35)
    }

    @Test(arguments: WorkedExample.all)
    func `a worked example is decided as its author expects`(_ example: WorkedExample) throws {
        let trust = try TestTrust()
        let decision = Decisions.decide(
            facts: example.facts, policies: try trust.policies(), root: trust.root, on: example.day)
        #expect(decision.verdict.rawValue == example.expect, "\(example.why)\n\(decision.text(in: \.en))")
        var rules: [String] = []
        for clause in decision.clauses where !rules.contains(clause.rule) { rules.append(clause.rule) }
        if decision.verdict == .needsBallot {
            #expect(example.rules.allSatisfy(rules.contains), "\(rules)")
        } else if decision.verdict == .refused, decision.clauses.first?.part == .unmet {
            #expect(example.rules.allSatisfy(rules.contains), "\(rules)")
        } else {
            #expect(rules == example.rules)
        }
    }

    @Test func `every floor and every rule of the policy is met by an example`() throws {
        let named = Set(WorkedExample.all.flatMap(\.rules))
        for file in ["policies/charter.cedar", "policies/mobility.cedar", "policies/energy.cedar"] {
            for policy in try PolicySet.parse(TestTrust.file(file), file: file).policies {
                #expect(named.contains(policy.id), "no example for \(policy.id)")
            }
        }
    }
}
