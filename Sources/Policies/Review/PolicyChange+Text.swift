// SPDX-License-Identifier: Apache-2.0
//
// A comparison for a terminal, in one language, and as JSON.

import Cedar
import ImpactAssessment
import Studies

extension PolicyChange {
    package func text(_ language: Language) -> String {
        let french = language == .fr
        var parts = [verdict.sentence[language]]
        if touchesFloor { parts.append(PolicyChange.floorWarning[language]) }
        if !rules.isEmpty {
            parts.append((french ? "Ce que le texte change" : "What the text changes") + "\n" + ruleText(language))
        }
        parts.append(examplesText(newlyAllowed, PolicyChange.newlyAllowedTitle, language))
        parts.append(examplesText(noLongerAllowed, PolicyChange.noLongerAllowedTitle, language))
        if !isComplete, verdict != .notProven { parts.append(PolicyChange.incomplete[language]) }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    static let newlyAllowedTitle = Localized(fr: "Serait nouvellement permis", en: "Would newly be allowed")
    static let noLongerAllowedTitle = Localized(fr: "Ne serait plus permis", en: "Would no longer be allowed")
    static let incomplete = Localized(
        fr: "D’autres sortes de changements peuvent exister que ces exemples ne montrent pas.",
        en: "There may be other kinds of change that these examples do not show.")

    static let floorWarning = Localized(
        fr: "Attention : un garde-fou de la charte est modifié ou retiré. Même là où rien d’autre ne change, une règle "
            + "future pourrait aller plus loin.",
        en: "Beware: a floor of the charter is changed or taken away. Even where nothing else changes, a later rule "
            + "could go further.")

    private func ruleText(_ language: Language) -> String {
        rules.map { change in
            let colon = language == .fr ? " : " : ": "
            let head = "  \(change.head[language])\(colon)\(change.policy.title) [\(change.policy.id)]"
            let gone = change.gone.map { "    - \($0[language])" }
            let come = change.come.map { "    + \($0[language])" }
            return ([head] + gone + come).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func examplesText(_ examples: [Example], _ title: Localized, _ language: Language) -> String {
        guard !examples.isEmpty else { return "" }
        let texts = examples.enumerated().map { index, example in
            let rows = table(example).rows
            let width = rows.map { $0.label[language].count }.max() ?? 0
            let lines = rows.map { row in
                let padding = String(repeating: " ", count: width - row.label[language].count)
                return "   \(row.isDecisive ? "►" : " ") \(row.label[language])\(padding)  \(row.value[language])"
            }
            return (["  \(index + 1). \(outcome(example)[language])"] + lines + ["     \(reason(example)[language])"])
                .joined(separator: "\n")
        }
        return title[language] + "\n" + texts.joined(separator: "\n\n")
    }

    // MARK: JSON

    package var json: JSONValue {
        .object([
            "complete": .bool(isComplete), "day": .string(day.description),
            "days": .array(days.map { .string($0.description) }),
            "newlyAllowed": .array(newlyAllowed.map(json)), "noLongerAllowed": .array(noLongerAllowed.map(json)),
            "rules": .array(
                rules.map { change in
                    .object([
                        "come": .array(change.come.map(\.json)), "floor": .bool(change.isFloor),
                        "gone": .array(change.gone.map(\.json)),
                        "id": .string(change.policy.id), "kind": .string(change.kind.rawValue),
                        "title": .string(change.policy.title),
                    ])
                }),
            "sentence": verdict.sentence.json, "verdict": .string(verdict.rawValue),
        ])
    }

    private func json(_ example: Example) -> JSONValue {
        .object([
            "after": json(example.after), "before": json(example.before),
            "decisive": .array(example.decisive.map { .string($0) }),
            "from": example.start.map { .string($0.description) } ?? .null, "known": example.known.json,
            "reason": reason(example).json,
            "settled": example.settled?.json ?? .null, "study": example.study.json,
        ])
    }

    private func json(_ outcome: StudyOutcome) -> JSONValue {
        .object([
            "rules": .array(outcome.rules.map { .string($0.id) }), "verdict": .string(outcome.verdict.rawValue),
        ])
    }
}

extension Request {
    /// Entities and days as text, sets sorted, numbers beyond JSON's as text.
    var json: JSONValue {
        .object([
            "action": .string(action.description), "context": .object(context.mapValues(\.json)),
            "principal": .string(principal.description), "resource": .string(resource.description),
        ])
    }
}

extension Value {
    var json: JSONValue {
        switch self {
        case .bool(let value): .bool(value)
        case .long(let number): JSONValue.integers.contains(number) ? .int(number) : .string(String(number))
        case .string(let text): .string(text)
        case .datetime(let milliseconds): .string(CivilTime.text(milliseconds: milliseconds))
        case .set(let members): .array(members.sorted { $0.description < $1.description }.map(\.json))
        case .record(let fields): .object(fields.mapValues(\.json))
        case .entity, .decimal, .duration: .string(description)
        }
    }
}
