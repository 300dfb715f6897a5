// SPDX-License-Identifier: Apache-2.0
//
// What `regie policy check` proves, and what it must not let past.

import Cedar
import CedarProver
import Policies
import Studies
import Testing

private let today = Day(year: 2026, month: 11, day: 22)

private func review(_ folder: PolicyFolder, on day: Day = today) throws -> PolicyReview {
    try PolicyReview(folder, on: day, prover: folder.prover()) { 0 }
}

@Test func `the demonstration's policies are sound`() throws {
    let review = try review(PolicyFolder(files: Demonstration.files()))
    #expect(review.isSound)
    #expect(review.floors.count == 10)
    #expect(review.findings.isEmpty, "\(review.text(.en))")
    #expect(review.text(.fr).contains("Tout est prouvé."))
    #expect(review.floors[0].days.map(\.description) == ["2026-11-22", "2031-01-01"])
}

@Test func `the rules that only the charter holds back are shown with a study`() throws {
    let review = try review(PolicyFolder(files: Demonstration.files()))
    let threshold = try #require(review.floors.first { $0.floor.id == "garde-fou-seuil" })
    let example = try #require(threshold.withoutCharter)
    #expect(
        example.request.context["threshold"].map { value in
            if case .long(let number) = value { number < 11 } else { false }
        } == true)
    let purposes = try #require(review.floors.first { $0.floor.id == "garde-fou-finalites" })
    #expect(purposes.withoutCharter == nil, "the rules name their purposes themselves")
}

@Test(arguments: [
    "unless { context.cells < 5 || context.cells >= 5 }", "when { context.cells < 5 } when { context.cells > 5 }",
    "unless { context.countsDistinctUnits || !context.countsDistinctUnits }",
])
func `G11 a forbid that can never apply doesn't pass`(condition: String) throws {
    var files = try Demonstration.files()
    files["more.cedar"] = """
        @id("x") @titre("x") @base_legale("x")
        forbid (principal, action == Regie::Action::"run", resource) \(condition);
        """
    let review = try review(PolicyFolder(files: files))
    #expect(!review.isSound)
    #expect(review.findings.contains { $0.policy.id == "x" && $0.reason == .vacuous })
}

/// Every number of cells is at least none, and no study protects a moped: true guards in all but the solver's eyes.
@Test(arguments: [
    "unless { context.cells >= 0 }", "unless { context.epsilonMicro < 2000000000 }",
    "when { context.threshold < 11 } unless { context.retentionDays >= 0 || context.cells > 5 }",
    "unless { context.unitOfPrivacy != \"moped\" }", "when { context.sources.contains(\"buss\") }",
])
func `G11 a forbid that no study can meet doesn't pass, though some request would`(condition: String) throws {
    var files = try Demonstration.files()
    files["more.cedar"] = """
        @id("x") @titre("x") @base_legale("x")
        forbid (principal, action == Regie::Action::"run", resource) \(condition);
        """
    let review = try review(PolicyFolder(files: files))
    #expect(!review.isSound)
    #expect(review.findings.map(\.policy.id) == ["x"])
    #expect(review.findings.first?.reason == .beyondCatalogue)
    #expect(review.text(.fr).contains("ne s’applique à aucune étude possible"))
}

@Test(arguments: ["when { true }", "when { context.cells >= 0 || context.cells < 0 }"])
func `G11 a forbid that always applies doesn't pass`(condition: String) throws {
    var files = try Demonstration.files()
    files["more.cedar"] = """
        @id("x") @titre("x") @base_legale("x")
        forbid (principal, action == Regie::Action::"run", resource) \(condition);
        """
    let review = try review(PolicyFolder(files: files))
    #expect(!review.isSound)
    #expect(review.findings.contains { $0.reason == .overridden(by: ["x"]) })
    #expect(!review.text(.fr).contains("Tout est prouvé."))
}

@Test func `the floors that only the charter's text holds are named`() throws {
    let review = try review(PolicyFolder(files: Demonstration.files()))
    let lines = review.text(.en).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let head = try #require(lines.firstIndex { $0.hasPrefix("Held by the charter alone") })
    let named = lines[(head + 1)...].prefix { !$0.isEmpty }.map { $0.trimmingPrefix("  ") }
    #expect(named.contains("Au moins 11 unités distinctes par case diffusée"))
    #expect(!named.contains("Finalités commerciales interdites"), "the rules name their purposes themselves")
}

@Test func `G11 a folder without floors isn't sound`() throws {
    var files = try Demonstration.files()
    files["charter.cedar"] = nil
    #expect(try !review(PolicyFolder(files: files)).isSound)
}

@Test func `an expired permit is named, and an expired forbid keeps forbidding`() throws {
    let folder = try Demonstration.folder(
        changing: "mobility.cedar", "@base_legale(\"RGPD, article 5 (1) c\")\n",
        to: "@base_legale(\"RGPD, article 5 (1) c\")\n@expire(\"2026-01-01\")\n")
    let review = try review(folder, on: Day(year: 2031, month: 1, day: 1))
    #expect(review.expired.count == 6 && review.expired.allSatisfy { $0.effect == .permit })
    #expect(folder.all.counting(on: today)["mobilites-pas-de-carte"] != nil)
    #expect(review.text(.fr).contains("interdit encore après"))
}
