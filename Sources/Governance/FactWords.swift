// SPDX-License-Identifier: Apache-2.0
//
// Facts and comparisons in plain words, so that nobody has to read Cedar to know why a study was
// refused. A fact without words of its own goes by its name.

import Cedar
import Studies

enum FactWords {
    private struct Words {
        let fr: String
        let en: String
        /// Divides the number before it is shown.
        var isMicro = false
    }

    private static let words: [String: Words] = [
        "purpose": Words(fr: "la finalité", en: "the purpose"),
        "requesterKind": Words(fr: "le type de demandeur", en: "the kind of requester"),
        "sources": Words(fr: "les sources", en: "the sources"),
        "dimensions": Words(fr: "les axes du tableau", en: "the table's axes"),
        "columnsRead": Words(fr: "les colonnes lues", en: "the columns read"),
        "finestTimeGrainHours": Words(fr: "le pas de temps en heures", en: "the time step in hours"),
        "zoneDimensions": Words(fr: "le nombre d'axes géographiques", en: "the number of geographic axes"),
        "cells": Words(fr: "le nombre de cases", en: "the number of cells"),
        "threshold": Words(fr: "le seuil de diffusion", en: "the release threshold"),
        "epsilonMicro": Words(fr: "epsilon", en: "epsilon", isMicro: true),
        "rhoMicro": Words(fr: "la dépense de confidentialité (rho)", en: "the privacy spent (rho)", isMicro: true),
        "deltaExponent": Words(fr: "l'exposant de delta", en: "delta's exponent"),
        "cellsPerUnit": Words(fr: "le nombre de cases par unité", en: "the number of cells per unit"),
        "periodStart": Words(fr: "le début de la période", en: "the period's start"),
        "periodEnd": Words(fr: "la fin de la période", en: "the period's end"),
        "periodDays": Words(fr: "la durée de la période en jours", en: "the period's length in days"),
        "daysSincePeriodEnd": Words(fr: "le recul en jours", en: "the days since the period's end"),
        "retentionDays": Words(fr: "la conservation en jours", en: "the retention in days"),
        "unitOfPrivacy": Words(fr: "l'unité protégée", en: "the unit of privacy"),
        "countsDistinctUnits": Words(fr: "le compte d'unités distinctes", en: "the count of distinct units"),
        "approvedByBallot": Words(fr: "l'approbation par un vote", en: "approval by a ballot"),
    ]

    static func name(_ fact: String) -> Localized {
        words[fact].map { Localized(fr: $0.fr, en: $0.en) } ?? Localized(fact)
    }

    static func value(_ value: Value, of fact: String) -> Localized {
        switch value {
        case .long(let long) where words[fact]?.isMicro == true: Localized(Micro.text(long))
        case .long(let long): Localized(String(long))
        case .bool(let bool): bool ? Localized(fr: "oui", en: "yes") : Localized(fr: "non", en: "no")
        case .string(let text): Localized(text)
        case .datetime(let milliseconds): Localized(String(CivilTime.text(milliseconds: milliseconds).prefix(10)))
        case .set(let values): list(values.map { self.value($0, of: fact) })
        case .entity, .record, .decimal, .duration: Localized(value.description)
        }
    }

    private static func list(_ texts: [Localized]) -> Localized {
        guard !texts.isEmpty else { return Localized(fr: "aucune", en: "none") }
        let sorted = texts.sorted { $0.en.utf8.lexicographicallyPrecedes($1.en.utf8) }
        return Localized(
            fr: sorted.map(\.fr).joined(separator: ", "), en: sorted.map(\.en).joined(separator: ", "))
    }

    /// "au plus 4", "parmi a, b": what a comparison asks of its fact.
    static func demand(_ operation: String, _ operand: Value, of fact: String) -> Localized? {
        let value = value(operand, of: fact)
        func words(_ fr: String, _ en: String) -> Localized {
            Localized(fr: "\(fr) \(value.fr)", en: "\(en) \(value.en)")
        }
        return switch operation {
        case "<=": words("au plus", "at most")
        case ">=": words("au moins", "at least")
        case "<": words("moins de", "less than")
        case ">": words("plus de", "more than")
        case "==": words("exactement", "exactly")
        case "!=": words("autre chose que", "anything but")
        case "among": words("parmi", "one of")
        case "within": words("rien d'autre que", "nothing but")
        case "contains": words("contenir", "contain")
        default: nil
        }
    }
}

/// A comparison seen from the fact that it reads.
struct FactComparison {
    /// The context member, such as `epsilonMicro`.
    let fact: String
    let value: Value
    /// `<=`, `among` (the fact in a list), `within` (a set in a list), `contains`, ...
    let operation: String
    let operand: Value

    /// Nil unless exactly one side is a member of the context.
    init?(_ comparison: ConditionOutcome.Comparison, facts: Facts) {
        guard let path = comparison.contextPath, path.hasPrefix("context."),
            let value = facts.context[String(path.dropFirst("context.".count))]
        else { return nil }
        fact = String(path.dropFirst("context.".count))
        self.value = value
        let factIsLeft = comparison.left == value
        guard factIsLeft != (comparison.right == value) || factIsLeft else { return nil }
        operand = factIsLeft ? comparison.right : comparison.left
        guard let operation = FactComparison.operation(comparison.operation, factIsLeft: factIsLeft) else { return nil }
        self.operation = operation
    }

    private static func operation(_ name: String, factIsLeft: Bool) -> String? {
        if factIsLeft {
            return ["<=", ">=", "<", ">", "==", "!=", "contains"].contains(name) ? name : nil
        }
        return [
            "<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "==", "!=": "!=", "contains": "among",
            "containsAll": "within",
        ][name]
    }

    /// `context.epsilonMicro is 6000000`.
    var factText: String { "context.\(fact) is \(value)" }
}
