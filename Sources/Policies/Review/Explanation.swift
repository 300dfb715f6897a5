// SPDX-License-Identifier: Apache-2.0
//
// `regie policy explain`: every floor and every rule as a sentence in each language, with what its annotations say:
// name, title, legal basis, last day. For a terminal, or as JSON.

import Cedar
import ImpactAssessment
import Studies

package struct Explanation: Sendable {
    package struct Rule: Sendable {
        package let policy: Policy
        package let isFloor: Bool
        package let sentence: Localized

        package var title: String { policy.title }
        package var permits: Bool { policy.effect == .permit }
        package var legalBasis: String? { policy.annotations["base_legale"].flatMap { $0.isEmpty ? nil : $0 } }
        /// A permit's last day; the day on which a forbid is to be reviewed.
        package var lastDay: Day? { policy.expiry }
    }

    /// Floors first.
    package let rules: [Rule]

    /// - Throws: for a rule that no sentence says.
    package init(_ folder: PolicyFolder) throws(CedarError) {
        var rules: [Rule] = []
        for (set, isFloor) in [(folder.floors, true), (folder.rules, false)] {
            for policy in set.policies {
                rules.append(
                    Rule(policy: policy, isFloor: isFloor, sentence: try folder.sentences.sentence(policy)))
            }
        }
        self.rules = rules
    }

    /// Those that may decide on a study of one of these datasets: floors, and rules that name one of them or none.
    package func rules(on datasets: Set<String>) -> [Rule] {
        rules.filter { rule in
            guard case .equal(.entity(let named)) = rule.policy.scope.resource else { return true }
            return datasets.contains(named.id)
        }
    }

    // MARK: Terminal

    package func text() -> String {
        let floors = rules.filter(\.isFloor)
        let others = rules.filter { !$0.isFloor }
        var parts: [String] = []
        if !floors.isEmpty { parts.append("GARDE-FOUS / FLOORS\n\n" + floors.map(Self.text).joined(separator: "\n")) }
        if !others.isEmpty { parts.append("RÈGLES / RULES\n\n" + others.map(Self.text).joined(separator: "\n")) }
        return parts.joined(separator: "\n")
    }

    private static func text(_ rule: Rule) -> String {
        var lines = wrapped("\(rule.policy.title) [\(rule.policy.id)]", indent: 2)
        lines += ["  fr  " + rule.sentence.fr, "  en  " + rule.sentence.en].flatMap { wrapped($0, indent: 6) }
        if let basis = rule.policy.annotations["base_legale"], !basis.isEmpty {
            lines += wrapped("  Base légale / legal basis: \(basis)", indent: 4)
        }
        if let expiry = rule.policy.expiry {
            lines.append(
                rule.policy.effect == .permit
                    ? "  Jusqu’au \(Language.fr.day(expiry)) / until \(Language.en.day(expiry))"
                    : "  À revoir le \(Language.fr.day(expiry)) ; interdit encore après / "
                        + "to be reviewed on \(Language.en.day(expiry)); forbids after it, too")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Lines of at most 100 characters.
    private static func wrapped(_ text: String, indent: Int) -> [String] {
        let start = text.prefix { $0 == " " }
        var lines: [String] = []
        var line = String(start)
        for word in text.dropFirst(start.count).split(separator: " ", omittingEmptySubsequences: false) {
            if line.count + 1 + word.count > 100, line.contains(where: { $0 != " " }) {
                lines.append(line)
                line = String(repeating: " ", count: indent) + word
            } else {
                line += (line.allSatisfy { $0 == " " } ? "" : " ") + word
            }
        }
        return lines + [line]
    }

    // MARK: JSON

    package var json: JSONValue {
        .object([
            "rules": .array(
                rules.map { rule in
                    .object([
                        "annotations": .object(rule.policy.annotations.mapValues { .string($0) }),
                        "cedar": .string(rule.policy.text), "effect": .string(rule.policy.effect.rawValue),
                        "floor": .bool(rule.isFloor), "id": .string(rule.policy.id),
                        "place": .string(rule.policy.place), "sentence": rule.sentence.json,
                        "title": .string(rule.policy.title),
                    ])
                })
        ])
    }
}

extension Localized {
    var json: JSONValue { .object(["en": .string(en), "fr": .string(fr)]) }
}

extension Policy {
    /// File, line and column.
    package var place: String { "\(span.file):\(span.line):\(span.column)" }
}
