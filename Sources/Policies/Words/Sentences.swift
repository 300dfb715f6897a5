// SPDX-License-Identifier: Apache-2.0
//
// Rules as sentences that mean exactly what the rule means: each is read back to the same tree before anyone sees it.
// A condition that would not come back, whatever the vocabulary's words, is quoted as a formula instead.

import Cedar
import ImpactAssessment
import Studies

package struct Sentences: Sendable {
    package let vocabulary: Vocabulary
    private let bare: Vocabulary

    package init(vocabulary: Vocabulary, schema: Schema) {
        self.vocabulary = vocabulary
        bare = Vocabulary(bare: schema)
    }

    /// One sentence in each language, with a capital and a full stop; annotations are not in it.
    /// - Throws: `.outOfSubset` for a rule outside level 0.
    package func sentence(_ policy: Policy) throws(CedarError) -> Localized {
        Localized(fr: try sentence(policy, .fr), en: try sentence(policy, .en))
    }

    private func sentence(_ policy: Policy, _ language: Language) throws(CedarError) -> String {
        for words in [vocabulary, bare] {
            guard let sentence = SentenceWriter(words, language).sentence(policy),
                let again = try? Sentences.read(sentence, words, language),
                again.hasSameRule(as: policy)
            else { continue }
            return sentence
        }
        if let refused = Validator.outOfSubset(policy).first { throw refused }
        throw CedarError(
            .syntax, "the rule `\(policy.id)` can't be said so that it reads back", at: policy.span,
            help: "write its names without backticks and quotation marks")
    }

    /// The rule that a sentence says, with the annotations it is given.
    /// - Throws: `.syntax` with the place from which the sentence can't be read.
    package func rule(
        _ sentence: String, _ language: Language, annotations: [String: String] = [:]
    ) throws(CedarError) -> Policy {
        let notes = annotations.sorted { $0.key < $1.key }.map { "@\($0.key)(\($0.value.cedarQuoted)) " }.joined()
        return try Sentences.read(sentence, vocabulary, language, notes: notes)
    }

    private static func read(
        _ sentence: String, _ vocabulary: Vocabulary, _ language: Language, notes: String = ""
    ) throws(CedarError) -> Policy {
        var reader = SentenceReader(sentence, vocabulary, language)
        let text = notes + (try reader.cedarText())
        guard let policy = try PolicySet.parse(text, file: "sentence").policies.first else {
            throw CedarError(.syntax, "the sentence says no rule", help: "write one rule")
        }
        return policy
    }

    /// One condition in words, such as `si epsilon vaut au plus 4`, read back like a whole sentence.
    package func words(_ condition: Condition) -> Localized {
        Localized.each { language in
            for words in [vocabulary, bare] {
                let text = SentenceWriter(words, language).text(condition)
                var reader = SentenceReader(text, words, language)
                guard let cedar = reader.conditionText(),
                    let again = try? PolicySet.parse("permit(principal, action, resource)\(cedar);", file: "condition"),
                    again.policies.first?.conditions == [condition]
                else { continue }
                return text
            }
            return "`\(condition.span.text)`"
        }
    }
}

extension Policy {
    /// Effect, scope and conditions alike, whatever the annotations say.
    package func hasSameRule(as other: Policy) -> Bool {
        effect == other.effect && scope == other.scope && conditions == other.conditions
    }
}
