// SPDX-License-Identifier: Apache-2.0
//
// Random level-0 rules in the words of the demonstration's schema, from a seed: demands on its facts, joined,
// negated and nested; with `formulas` also forms that have no words.

import Cedar
import Policies
import RegieTesting

struct SchemaRuleGenerator {
    private var random: SeededGenerator
    private let vocabulary: Vocabulary
    private let formulas: Bool

    init(seed: UInt64, vocabulary: Vocabulary, formulas: Bool) {
        random = SeededGenerator(seed: seed)
        self.vocabulary = vocabulary
        self.formulas = formulas
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    mutating func rule() -> String {
        let principal = pick(["", " is Regie::Requester", " == Regie::Requester::\"collectif d'usagers\""])
        let action = pick([
            "", " == Regie::Action::\"run\"", " == Regie::Action::\"run\"", " in [Regie::Action::\"run\"]",
        ])
        let resource = pick([
            "", " is Regie::Dataset", " == Regie::Dataset::\"mobility-trips\"", " == Regie::Dataset::\"é\"",
        ])
        let conditions = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            " \(pick(["when", "when", "unless"])) { \(body(2)) }"
        }
        return "\(pick(["permit", "forbid"]))(principal\(principal), action\(action), resource\(resource))"
            + conditions.joined() + ";"
    }

    private mutating func body(_ depth: Int) -> String {
        guard depth > 0 else { return clause() }
        let count = Int.random(in: 1...3, using: &random)
        let terms = (0..<count).map { _ in term(depth - 1) }
        return terms.joined(separator: pick([" && ", " || "]))
    }

    private mutating func term(_ depth: Int) -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: "(\(body(depth)))"
        case 1: "!(\(body(depth)))"
        case 2 where formulas: formula()
        case 3: range()
        default: clause()
        }
    }

    private mutating func formula() -> String {
        pick([
            "11 > context.threshold", "context.cells == context.threshold", "true", "context.approvedByBallot == true",
            "(if context.approvedByBallot then context.cells < 5 else true)", "context.purpose == \"a`b\\n\"",
            "[\"a\"].containsAny(context.sources)", "context.sources.isEmpty()", "context has purpose",
            "context.periodStart < datetime(\"2026-03-02T08:00:00Z\")", "context.sources == [\"bus\"]",
        ])
    }

    private mutating func range() -> String {
        let fact = pick(["periodDays", "cells", "epsilonMicro", "deltaExponent"])
        return "context.\(fact) >= \(number()) && context.\(fact) <= \(number())"
    }

    private mutating func number() -> Int64 {
        pick([0, 1, 2, 6, 11, 28, 365, 1_826, 1_000_000, 500_000, 4_000_001, -3, .max, .min, 100_000, 12_345])
    }

    private mutating func clause() -> String {
        let fact = pick(vocabulary.facts)
        let name = "context.\(fact.name)"
        let not = pick(["", "!"])
        let values = fact.values.keys.sorted() + ["inconnu", "l'autre", "a, b et c"]
        let several = (0..<Int.random(in: 1...4, using: &random)).map { _ in pick(values).cedarQuoted }
        let list = "[\(several.joined(separator: ", "))]"
        switch fact.form {
        case .number: return "\(name) \(pick(["<", "<=", "==", "!=", ">", ">="])) \(number())"
        case .day:
            let day = pick(["2026-03-01", "2030-12-31", "1999-08-09"])
            return "\(name) \(pick(["<", "<=", "==", "!=", ">", ">="])) datetime(\"\(day)\")"
        case .truth: return not + name
        case .choice:
            return pick(["\(name) == \(several[0])", "\(name) != \(several[0])", "\(not)\(list).contains(\(name))"])
        case .set:
            return pick([
                "\(not)\(name).contains(\(several[0]))", "\(name).containsAll(\(list))",
                "\(not)\(name).containsAny(\(list))", "\(list).containsAll(\(name))",
            ])
        }
    }
}
