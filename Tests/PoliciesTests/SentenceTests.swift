// SPDX-License-Identifier: Apache-2.0
//
// Rules as sentences, and sentences as rules: nothing is lost either way, in either language.

import Cedar
import ImpactAssessment
import Policies
import Testing

private func expectSameRule(_ policy: Policy, _ sentences: Sentences) throws {
    let sentence = try sentences.sentence(policy)
    for language in Language.allCases {
        let again = try sentences.rule(sentence[language], language, annotations: policy.annotations)
        #expect(again.hasSameTree(as: policy), "\(sentence[language])\n\(policy.cedarText)")
    }
}

@Test(arguments: ["charter.cedar", "energy.cedar", "mobility.cedar"])
func `every demonstration rule is said in words and reads back to the same tree`(file: String) throws {
    let sentences = try Demonstration.sentences()
    for policy in try Demonstration.policies(file).policies {
        let sentence = try sentences.sentence(policy)
        #expect(!sentence.fr.contains("`") && !sentence.en.contains("`"), "\(sentence)")
        #expect(!sentence.fr.contains("'"), "\(sentence.fr)")
        try expectSameRule(policy, sentences)
    }
}

@Test(arguments: [51, 52, 53] as [UInt64])
func `random rules of the vocabulary are said without a formula and read back`(seed: UInt64) throws {
    let sentences = try Demonstration.sentences()
    var generator = SchemaRuleGenerator(seed: seed, vocabulary: sentences.vocabulary, formulas: false)
    for _ in 0..<300 {
        let policy = try #require(try PolicySet.parse("@id(\"r\") " + generator.rule(), file: "t").policies.first)
        try expectSameRule(policy, sentences)
        let sentence = try sentences.sentence(policy)
        #expect(!sentence.fr.contains("formule"), "\(sentence.fr)\n\(policy.cedarText)")
    }
}

@Test(arguments: [61, 62] as [UInt64])
func `random rules with forms that have no words read back too`(seed: UInt64) throws {
    let sentences = try Demonstration.sentences()
    var generator = SchemaRuleGenerator(seed: seed, vocabulary: sentences.vocabulary, formulas: true)
    for _ in 0..<300 {
        let policy = try #require(try PolicySet.parse(generator.rule(), file: "t").policies.first)
        try expectSameRule(policy, sentences)
    }
}

@Test func `a rule reads aloud as one sentence`() throws {
    let text = """
        permit (principal is Regie::Requester, action == Regie::Action::"run",
          resource == Regie::Dataset::"mobility-trips")
        when { context.requesterKind == "association" }
        when { ["dpv:ImproveTransportMobility", "dpv:PublicPolicyMaking"].contains(context.purpose) }
        when { context.epsilonMicro <= 500000 && context.periodDays >= 28 && context.periodDays <= 366 }
        unless { context.columnsRead.contains("card_id") }
        when { context.retentionDays <= 1826 };
        """
    let policy = try #require(try PolicySet.parse(text, file: "t").policies.first)
    let sentence = try Demonstration.sentences().sentence(policy)
    #expect(
        sentence.fr == """
            Un demandeur peut réaliser une étude sur les déplacements si le demandeur est une association, si \
            l’étude a pour but l’amélioration des transports ou la préparation d’une décision publique, si la perte \
            de confidentialité (epsilon) vaut au plus 0,5 et la période \
            dure entre 28 et 366 jours, sauf si l’étude lit le numéro de carte et si le résultat est gardé \
            au plus cinq ans.
            """)
    #expect(
        sentence.en == """
            A requester may run a study on trips if the requester is an association, if the study is meant for \
            better transport or public policy making, if the privacy loss (epsilon) is at most 0.5 and the period \
            lasts between 28 and 366 days, \
            unless the study reads the card number and if the result is kept at most five years.
            """)
}

@Test func `French elides and numbers keep their scale`() throws {
    func french(_ condition: String) throws -> String {
        let policy = try PolicySet.parse(
            "forbid(principal, action == Regie::Action::\"run\", resource) when { \(condition) };", file: "t"
        ).policies[0]
        return try Demonstration.sentences().sentence(policy).fr
    }
    #expect(try french("context.deltaExponent < 6").contains("est de plus d’un millionième"))
    #expect(try french("context.deltaExponent >= 7").contains("est d’au plus 10⁻⁷"))
    #expect(try french("context.finestTimeGrainHours < 1").contains("moins d’une heure"))
    #expect(try french("context.cells > 100000").contains("plus de 100\u{202F}000 cases"))
    #expect(try french("context.epsilonMicro > 4000001").contains("plus de 4,000001"))
    #expect(try french("![\"person\", \"household\"].contains(context.unitOfPrivacy)").contains("ne protège pas une"))
}

@Test(arguments: [
    "Un demandeur peut réaliser une étude", "Un demandeur peut réaliser une étude si le ciel est bleu.",
    "Quiconque peut réaliser une étude si la perte de confidentialité (epsilon) vaut au plus.", "",
    "Nul ne peut réaliser une étude si (la perte de confidentialité (epsilon) vaut.",
    "Quiconque peut agir si la formule `context.` est vraie.",
    "Quiconque peut agir si " + String(repeating: "(", count: 100_000),
])
func `G10 a sentence outside the language is refused with the place`(sentence: String) throws {
    let sentences = try Demonstration.sentences()
    #expect(throws: CedarError.self) { try sentences.rule(sentence, .fr) }
    do throws(CedarError) { _ = try sentences.rule(sentence, .fr) } catch {
        #expect(error.span != nil && !error.help.isEmpty)
    }
}

@Test func `a vocabulary without words still says every rule`() throws {
    let schema = try Demonstration.schema()
    let sentences = Sentences(vocabulary: Vocabulary(bare: schema), schema: schema)
    for file in ["charter.cedar", "mobility.cedar"] {
        for policy in try Demonstration.policies(file).policies { try expectSameRule(policy, sentences) }
    }
}
