// SPDX-License-Identifier: Apache-2.0
//
// What `regie policy compare` says of a proposal, as values, as text and as a page.

import Cedar
import CedarProver
import Foundation
import Policies
import Studies
import Testing

private let today = Day(year: 2026, month: 11, day: 22)

private func change(_ file: String, _ old: String, to new: String) throws -> PolicyChange {
    let proposal = try Demonstration.folder(changing: file, old, to: new)
    return try PolicyChange(
        from: PolicyFolder(files: Demonstration.files()), to: proposal, on: today, provers: proposal.provers())
}

@Test func `the same policies change nothing`() throws {
    let same = try change("mobility.cedar", "context.epsilonMicro <= 2000000", to: "2000000 >= context.epsilonMicro")
    #expect(same.verdict == .equivalent && same.isProvenNotMorePermissive)
    #expect(same.newlyAllowed.isEmpty && same.noLongerAllowed.isEmpty)
    #expect(same.rules.map(\.kind) == [.changed])
}

@Test func `a wider bound is shown with a study on which it turns`() throws {
    let wider = try change("mobility.cedar", "context.epsilonMicro <= 2000000", to: "context.epsilonMicro <= 3000000")
    #expect(wider.verdict == .morePermissive && !wider.isProvenNotMorePermissive)
    let example = try #require(wider.newlyAllowed.first)
    #expect(example.before.verdict != .allowed && example.after.verdict == .allowed)
    #expect(example.decisive == ["epsilonMicro"], "\(wider.text(.en))")
    #expect(wider.table(example).rows.first?.isDecisive == true)
    #expect(example.study.context["epsilonMicro"] == .long(3_000_000), "the bound that people read in the rule")
    #expect(wider.reason(example).fr.contains("ici 3 ; avec 2, rien ne changerait"))
    #expect(wider.rules.first?.head.fr == "règle modifiée, qui permet")
    #expect(wider.rules.first?.gone.map(\.fr) == ["si la perte de confidentialité (epsilon) vaut au plus 2"])
    #expect(wider.rules.first?.come.map(\.fr) == ["si la perte de confidentialité (epsilon) vaut au plus 3"])
}

@Test func `a narrower bound, and both at once`() throws {
    let narrower = try change("mobility.cedar", "context.zoneDimensions <= 3", to: "context.zoneDimensions <= 2")
    #expect(narrower.verdict == .lessPermissive && narrower.isProvenNotMorePermissive)
    #expect(narrower.noLongerAllowed.first?.before.verdict == .afterBallot)
    let both = try change(
        "mobility.cedar", "when { context.epsilonMicro <= 2000000 }\nwhen { context.zoneDimensions <= 2 }",
        to: "when { context.epsilonMicro <= 3000000 }\nwhen { context.zoneDimensions <= 1 }")
    #expect(both.verdict == .incomparable)
    #expect(!both.newlyAllowed.isEmpty && !both.noLongerAllowed.isEmpty)
}

@Test func `what a floor holds back anyway is no change`() throws {
    let hidden = try change("mobility.cedar", "context.epsilonMicro <= 8000000", to: "context.epsilonMicro <= 9000000")
    #expect(hidden.verdict == .equivalent)
}

@Test func `a rule that ends sooner is a change of text, and of what is allowed once it has ended`() throws {
    let sooner = try change("mobility.cedar", "@expire(\"2030-12-31\")", to: "@expire(\"2026-11-21\")")
    #expect(sooner.verdict == .lessPermissive)
    #expect(sooner.rules.count == 4)
}

@Test func `a new rule is one kind of change, and nothing else is left open`() throws {
    let rule = """
        @id("recherche") @titre("Pour la recherche") @base_legale("x") @expire("2029-12-31")
        permit (principal is Regie::Requester, action == Regie::Action::"run",
          resource == Regie::Dataset::"home-energy")
        when { context.requesterKind == "research" && context.epsilonMicro <= 1000000 };

        """
    let place = "// Une aide dépend"
    let added = try change("energy.cedar", place, to: rule + place)
    #expect(added.verdict == .morePermissive && added.isComplete)
    #expect(added.newlyAllowed.count == 1)
    #expect(added.table(added.newlyAllowed[0]).rows.contains { $0.value.fr == "l’énergie des logements" })
}

@Test func `a prohibition put in other words is told by what it no longer prevents`() throws {
    let other = try change("mobility.cedar", #"context.columnsRead.contains("card_id")"#, to: "context.cells > 500000")
    #expect(other.verdict == .incomparable)
    #expect(other.newlyAllowed.map(\.decisive) == [["columnsRead"]])
    let read = other.newlyAllowed[0]
    #expect(other.table(read).rows.first?.settledValue?.fr == "sans le numéro de carte")
    #expect(other.reason(read).fr.hasSuffix("colonnes lues ; sans le numéro de carte, rien ne changerait."))
    #expect(other.reason(read).en.hasSuffix("columns read; without the card number, nothing would change."))
    #expect(other.noLongerAllowed.map(\.decisive) == [["cells"]])
}

@Test func `G11 a rule that outlives today's is found, with the day from which on it opens something`() throws {
    let later = try change("mobility.cedar", "@expire(\"2030-12-31\")", to: "@expire(\"2040-12-31\")")
    #expect(later.verdict == .morePermissive && !later.isProvenNotMorePermissive)
    #expect(later.days.map(\.description) == ["2026-11-22", "2031-01-01", "2041-01-01"])
    let example = try #require(later.newlyAllowed.first)
    #expect(later.newlyAllowed.allSatisfy { $0.start == Day(year: 2031, month: 1, day: 1) })
    #expect(example.before.verdict == .refused && example.after.verdict != .refused)
    #expect(later.outcome(example).en.hasPrefix("From 1\u{00A0}January 2031 on this study would be refused"))
    #expect(later.rules.first?.gone.map(\.fr) == ["permet jusqu’au 31\u{00A0}décembre 2030"])
    #expect(later.rules.first?.come.map(\.en) == ["permits until 31\u{00A0}December 2040"])
    #expect(
        try PolicyChangePage.html(later, name: "x").contains("Exemple 1\u{00A0}: à partir du 1er\u{00A0}janvier 2031"))
}

@Test func `G11 a narrower copy of a rule that lasts longer is found, and its end is said`() throws {
    let policies = try Demonstration.policies("mobility.cedar")
    let rule = try #require(policies.policies.first).text
    let copy = rule.replacing("mobilites-autorite-organisatrice", with: "bis")
        .replacing("2030-12-31", with: "2099-12-31").replacing("100000", with: "99999")
    let place = "// Une aide dépend"
    let outlives = try change("energy.cedar", place, to: copy + "\n" + place)
    #expect(outlives.verdict == .morePermissive)
    #expect(!outlives.newlyAllowed.isEmpty && outlives.newlyAllowed.allSatisfy { $0.start != nil })
    #expect(outlives.rules.map { $0.come.last?.fr } == ["permet jusqu’au 31\u{00A0}décembre 2099"])
}

@Test func `a weaker floor is called one, with a warning, though the rules still hold`() throws {
    let weaker = try change("charter.cedar", "context.retentionDays > 1826", to: "context.retentionDays > 9999")
    #expect(weaker.touchesFloor)
    #expect(weaker.rules.map(\.head.fr) == ["garde-fou modifié, qui interdit"])
    #expect(weaker.text(.fr).contains("Attention : un garde-fou"))
    #expect(try PolicyChangePage.html(weaker, name: "x").contains("Beware: a floor of the charter"))
    let other = try change("mobility.cedar", "context.epsilonMicro <= 2000000", to: "context.epsilonMicro <= 1000000")
    #expect(!other.touchesFloor && !other.text(.fr).contains("Attention"))
}

@Test func `a floor that becomes a plain rule is a change, though its words are the same`() throws {
    var files = try Demonstration.files()
    let floor = try #require(try Demonstration.policies("charter.cedar").policies.last).text
    files["charter.cedar"] = try Demonstration.text("charter.cedar").replacing(floor, with: "")
    files["more.cedar"] = floor
    let proposal = try PolicyFolder(files: files)
    let moved = try PolicyChange(
        from: PolicyFolder(files: Demonstration.files()), to: proposal, on: today, provers: proposal.provers())
    #expect(moved.verdict == .equivalent && moved.touchesFloor)
    #expect(moved.rules.map { $0.gone.map(\.en) } == [["a floor of the charter"]])
}

@Test func `a page without examples doesn't promise any`() throws {
    let same = try change("mobility.cedar", "context.epsilonMicro <= 2000000", to: "2000000 >= context.epsilonMicro")
    let html = try PolicyChangePage.html(same, name: "x")
    #expect(html.contains("n’ouvrirait aucune sorte d’étude") && !html.contains("Chacune est montrée"))
}

@Test func `two schemas can't be compared`() throws {
    #expect(throws: PolicyObjections.self) {
        try change("schema.cedarschema", "approvedByBallot: Bool,", to: "approvedByBallot: Bool, more?: Long,")
    }
}

@Test func `the page and the JSON say what the text says`() throws {
    let wider = try change("mobility.cedar", "context.epsilonMicro <= 2000000", to: "context.epsilonMicro <= 3000000")
    let html = try PolicyChangePage.html(wider, name: "mobility.cedar <b>")
    for passage in [
        "Serait nouvellement permis", "Would newly be allowed", "► perte de confidentialité (epsilon)", "&lt;b&gt;",
        "Exemple 1\u{00A0}: perte de confidentialité (epsilon)",
        "Elle ouvrirait une sorte d’étude, et n’interdirait aucune",
        "moins chacun est protégé", "the less everyone is protected",
    ] {
        #expect(html.contains(passage), "\(passage)")
    }
    #expect(!html.contains("<b>") && !html.contains("<script") && !html.contains("src="))
    let json = try JSONValue(parsing: Array(wider.json.canonicalText.utf8))
    #expect(json["verdict"] == .string("more-permissive"))
    #expect(
        wider.text(.fr).contains("Serait nouvellement permis") && wider.text(.en).contains("Would newly be allowed"))
}
