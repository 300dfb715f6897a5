// SPDX-License-Identifier: Apache-2.0
//
// The words of the two controlled languages that don't come from the vocabulary: who may do what, if and unless, at
// most and at least. The writer and the reader share them, so that neither can know a word that the other doesn't.

import Cedar
import ImpactAssessment

struct SentenceWords: Sendable {
    let language: Language
    let anyone: String
    let noOne: String
    let aThing: String
    let noThing: String
    /// Between who and what: of a permit, of a forbid, of a forbid about one principal.
    let may: String
    let mayNot: String
    let mayNeither: String
    let anyAction: String
    let thisAction: String
    let oneActionOf: String
    let onThis: String
    let onA: String
    let when: String
    let unless: String
    let and: String
    let or: String
    let nor: String
    let isFalse: String
    let formula: (before: String, after: String)
    let allOf: String
    let onlyChoice: String
    let between: String
    let comparisons: [(operation: BinaryOperator, words: String)]
    let dates: [(operation: BinaryOperator, words: String)]
    let quotes: (open: String, close: String)

    static func of(_ language: Language) -> SentenceWords { language == .fr ? french : english }

    private static let french = SentenceWords(
        language: .fr, anyone: "Quiconque", noOne: "Nul", aThing: "Un", noThing: "Aucun", may: " peut ",
        mayNot: " ne peut ", mayNeither: " ne peut pas ", anyAction: "agir", thisAction: "accomplir",
        oneActionOf: "accomplir une action parmi", onThis: "sur", onA: "sur un", when: "si ", unless: "sauf si ",
        and: " et ", or: " ou ", nor: " ni ", isFalse: "l’affirmation suivante est fausse : ",
        formula: ("la formule ", " est vraie"), allOf: "à la fois ", onlyChoice: " (seul choix)", between: "entre ",
        comparisons: [
            (.lessOrEqual, "au plus "), (.greaterOrEqual, "au moins "), (.less, "moins de "), (.greater, "plus de "),
            (.equal, "exactement "), (.notEqual, "autre chose que "),
        ],
        dates: [
            (.less, "avant le "), (.lessOrEqual, "au plus tard le "), (.greater, "après le "),
            (.greaterOrEqual, "au plus tôt le "), (.notEqual, "un autre jour que le "), (.equal, "le "),
        ],
        quotes: ("« ", " »"))

    private static let english = SentenceWords(
        language: .en, anyone: "Anyone", noOne: "No one", aThing: "A", noThing: "No", may: " may ", mayNot: " may ",
        mayNeither: " may not ", anyAction: "act", thisAction: "do", oneActionOf: "do one of", onThis: "on",
        onA: "on a", when: "if ", unless: "unless ", and: " and ", or: " or ", nor: " or ",
        isFalse: "the following is false: ", formula: ("the formula ", " is true"), allOf: "all of ",
        onlyChoice: " (only choice)", between: "between ",
        comparisons: [
            (.lessOrEqual, "at most "), (.greaterOrEqual, "at least "), (.less, "under "), (.greater, "over "),
            (.equal, "exactly "), (.notEqual, "anything but "),
        ],
        dates: [
            (.less, "before "), (.lessOrEqual, "no later than "), (.greater, "after "),
            (.greaterOrEqual, "no earlier than "), (.notEqual, "on another day than "), (.equal, "on "),
        ],
        quotes: ("“", "”"))

    /// The same comparison of what a scale stands for: a larger exponent is a smaller chance.
    static func mirrored(_ operation: BinaryOperator, scale: Vocabulary.Scale) -> BinaryOperator {
        guard scale == .powerOfTen else { return operation }
        return switch operation {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: operation
        }
    }

    /// In French `de un` is said `d’un`, and `que une` `qu’une`.
    func joined(_ before: String, _ after: String) -> String {
        guard language == .fr, let first = after.first, "aeiouéèêyAEIOUÉÈÊ".contains(first) else {
            return before + after
        }
        for (full, short) in SentenceWords.elisions where before.hasSuffix(full) {
            return before.dropLast(full.count) + short + after
        }
        return before + after
    }

    static let elisions = [(" de ", " d’"), (" que ", " qu’")]
}
