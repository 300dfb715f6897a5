// SPDX-License-Identifier: Apache-2.0
//
// The comparisons that Cedar's own analyser was shown to make, where the policies are of level 0, kind of request by
// kind of request. Those outside it are counted and said.

import Cedar
import CedarProver
import Foundation
import RegieTesting
import Testing

@Suite struct AnalyzeTests {
    private struct Case: Decodable {
        let name: String
        let dir: String
        let command: String
        let args: [String]
        let rows: [[String: String]]
    }

    private static let verdicts: [String: Comparison.Verdict] = [
        "pset1 is equivalent to pset2": .equivalent, "pset1 is more permissive than pset2": .morePermissive,
        "pset1 is less permissive than pset2": .lessPermissive, "pset1 is incomparable with pset2": .incomparable,
    ]

    @Test func `comparisons agree with those of Cedar's analyser`() throws {
        guard let folder = SharedData.folder("CEDAR_VECTORS", path: "vectors/cedar") else { return }
        let analyze = folder.appendingPathComponent("analyze")
        let cases = try JSONDecoder().decode(
            [Case].self, from: Data(contentsOf: analyze.appendingPathComponent("expected.json")))
        var agreed = 0
        var outside: [String] = []
        for one in cases {
            func text(_ place: Int) throws -> String {
                try String(
                    contentsOf: analyze.appendingPathComponent(one.dir).appendingPathComponent(one.args[place]),
                    encoding: .utf8)
            }
            guard one.command == "compare",
                let schema = try? Schema.parse(text(2), file: one.args[2]),
                let (first, second) = try? (set(text(0)), set(text(1))),
                (Validator.validate(first, against: schema) + Validator.validate(second, against: schema)).isEmpty
            else {
                outside.append(one.name)
                continue
            }
            try check(one.rows, PolicyProver(schema: schema).compare(second, first, examples: 1), one.name)
            agreed += 1
        }
        print("analyze: \(agreed) comparisons in level 0 checked, \(outside.count) cases outside it")
        #expect(agreed >= 11)
    }

    private func set(_ text: String) throws -> PolicySet {
        try PolicySet.parse(text, file: "analyze.cedar", naming: .position)
    }

    /// "pset1 is more permissive than pset2" is the verdict of going from pset2 to pset1.
    private func check(_ rows: [[String: String]], _ comparison: Comparison, _ name: String) throws {
        #expect(rows.count == comparison.rows.count, "\(name)")
        for row in rows {
            let expected = try #require(Self.verdicts[row["Result"] ?? ""])
            let found = comparison.rows.first {
                $0.environment.principal == row["PrincipalType"] && $0.environment.action.id == row["ActionName"]
                    && $0.environment.resource == row["ResourceType"]
            }
            #expect(found?.verdict == expected, "\(name) \(row)")
        }
    }
}
