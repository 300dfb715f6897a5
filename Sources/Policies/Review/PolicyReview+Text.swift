// SPDX-License-Identifier: Apache-2.0
//
// A review for a terminal, in one language, and as JSON.

import Cedar
import CedarProver
import ImpactAssessment
import Studies

extension PolicyReview {
    package func text(_ language: Language) -> String {
        let french = language == .fr
        func pick(_ fr: String, _ en: String) -> String { french ? fr : en }
        var parts = [
            pick(
                "\(folder.floors.policies.count) garde-fous et \(folder.rules.policies.count) règles, lus et conformes "
                    + "au schéma.",
                "\(folder.floors.policies.count) floors and \(folder.rules.policies.count) rules, read and valid."),
            neverFailsText(language), floorsText(language), charterAloneText(language),
        ]
        if !findings.isEmpty {
            parts.append(
                pick("Règles sans effet", "Rules without effect") + "\n"
                    + findings.map { "  \($0.sentence[language])" }.joined(separator: "\n"))
        }
        parts.append(expiryText(language))
        parts.append(
            isSound
                ? pick("Tout est prouvé.", "Everything is proven.")
                : pick("Ce texte ne peut pas être adopté tel quel.", "This text can't be adopted as it is."))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func neverFailsText(_ language: Language) -> String {
        let french = language == .fr
        let head = french ? "Aucune règle ne peut échouer à l’évaluation" : "No rule can fail in evaluation"
        switch neverFails {
        case .proven: return "\(head) : \(french ? "prouvé" : "proven") (\(Self.time(neverFailsMilliseconds)))"
        case .refuted(let example):
            return "\(head) : \(french ? "faux" : "false"), \(example.rules.joined(separator: ", "))"
        case .notProven(let reason): return "\(head) : \(french ? "non prouvé" : "not proven") (\(reason))"
        }
    }

    private func floorsText(_ language: Language) -> String {
        let french = language == .fr
        guard let first = floors.first else {
            return french
                ? "Pas de garde-fou : le dossier n’a pas de charter.cedar, rien ne borne les règles."
                : "No floor: the folder has no charter.cedar, nothing bounds the rules."
        }
        let days = first.days.map { language.day($0) }.joined(separator: french ? ", le " : ", ")
        let title =
            french
            ? "Garde-fous, prouvés un à un (pour le \(days))" : "Floors, proven one by one (for \(days))"
        return title + "\n" + floors.map { text($0, language) }.joined(separator: "\n")
    }

    private func text(_ floor: FloorProof, _ language: Language) -> String {
        let french = language == .fr
        let name = "\(floor.floor.title) [\(floor.floor.id)]"
        switch floor.proof {
        case .proven:
            return "  ✓ \(name) (\(Self.time(floor.milliseconds)))\n      \(alone(floor, language))"
        case .refuted(let example):
            return "  ✗ \(name), \(language.day(floor.day))\n      "
                + (french ? "une étude l’enfreint : " : "a study breaks it: ") + breach(example, language)
        case .notProven(let reason):
            return "  ? \(name), \(language.day(floor.day))\n      "
                + (french ? "non prouvé, donc pas admis : " : "not proven, so not taken: ") + reason
        }
    }

    private func alone(_ floor: FloorProof, _ language: Language) -> String {
        let french = language == .fr
        switch floor.rulesAlone {
        case .refuted(let example):
            return french
                ? "sans ce garde-fou, une règle l’enfreindrait : \(breach(example, language))"
                : "without this floor, a rule would break it: \(breach(example, language))"
        case .proven: return french ? "les règles le respectent d’elles-mêmes" : "the rules respect it by themselves"
        case .notProven, nil:
            return french
                ? "il n’est pas prouvé que les règles le respectent d’elles-mêmes"
                : "it isn’t proven that the rules respect it by themselves"
        }
    }

    /// The floors that only the charter's own text holds: no proof says that this text asks enough.
    private func charterAloneText(_ language: Language) -> String {
        let titles = floors.filter { $0.withoutCharter != nil }.map(\.floor.title)
        guard !titles.isEmpty else { return "" }
        let french = language == .fr
        let head =
            french
            ? "Tenus par la seule charte, dont le texte est à relire : aucune preuve ne dit qu’il demande assez"
            : "Held by the charter alone, whose text is to be read again: no proof says that it asks enough"
        return head + "\n" + titles.map { "  \($0)" }.joined(separator: "\n")
    }

    /// The rules that allow it and the facts on which it turns.
    private func breach(_ example: Counterexample, _ language: Language) -> String {
        let rules = example.rules.map { folder.all[$0]?.title ?? $0 }
            .map { language == .fr ? "« \($0) »" : "“\($0)”" }.joined(separator: ", ")
        let facts = (example.decisive.isEmpty ? example.changes.map(\.parameter) : example.decisive).prefix(3)
            .compactMap { parameter -> String? in
                guard let value = example.request.value(of: parameter) else { return nil }
                guard let fact = folder.sentences.vocabulary[fact: parameter.name] else {
                    return "\(parameter.name) = \(value)"
                }
                return "\(fact.label[language]) = \(fact.words(value, language))"
            }
        return rules + (facts.isEmpty ? "" : ", \(facts.joined(separator: ", "))")
    }

    private func expiryText(_ language: Language) -> String {
        let french = language == .fr
        let lines = folder.rules.policies.compactMap { policy -> String? in
            guard let expiry = policy.expiry else { return nil }
            let day = language.day(expiry)
            let state: String
            if policy.effect == .forbid {
                state =
                    french ? "à revoir le \(day), interdit encore après" : "to be reviewed on \(day), forbids after it"
            } else if policy.counts(on: self.day) {
                state = french ? "permet jusqu’au \(day)" : "permits until \(day)"
            } else {
                state = french ? "ne permet plus rien depuis le \(day)" : "has permitted nothing since \(day)"
            }
            return "  \(policy.title) [\(policy.id)] : \(state)"
        }
        return lines.isEmpty ? "" : (french ? "Échéances" : "Expiry dates") + "\n" + lines.joined(separator: "\n")
    }

    private static func time(_ milliseconds: Double) -> String {
        milliseconds < 1 ? "< 1 ms" : "\(Int(milliseconds.rounded())) ms"
    }

    // MARK: JSON

    package var json: JSONValue {
        .object([
            "day": .string(day.description), "expired": .array(expired.map { .string($0.id) }),
            "findings": .array(
                findings.map {
                    .object([
                        "id": .string($0.policy.id), "kind": .string($0.word),
                        "others": .array($0.others.map { .string($0.id) }), "sentence": $0.sentence.json,
                    ])
                }),
            "floors": .array(floors.map(Self.json)), "neverFails": .string(neverFails.word), "sound": .bool(isSound),
        ])
    }

    private static func json(_ floor: FloorProof) -> JSONValue {
        .object([
            "days": .array(floor.days.map { .string($0.description) }),
            "example": floor.proof.example?.request.json ?? .null,
            "id": .string(floor.floor.id), "milliseconds": .int(Int64(floor.milliseconds.rounded())),
            "proof": .string(floor.proof.word), "withoutCharter": floor.withoutCharter?.request.json ?? .null,
        ])
    }
}

extension Proof {
    fileprivate var word: String {
        switch self {
        case .proven: "proven"
        case .refuted: "refuted"
        case .notProven: "not-proven"
        }
    }

    fileprivate var example: Counterexample? {
        if case .refuted(let example) = self { example } else { nil }
    }
}
