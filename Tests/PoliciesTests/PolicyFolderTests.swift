// SPDX-License-Identifier: Apache-2.0
//
// A folder of policies is read whole, or refused with everything that is wrong.

import Cedar
import Policies
import Testing

@Test func `the demonstration's folder reads without objection`() throws {
    let folder = try PolicyFolder(files: Demonstration.files())
    #expect(folder.floors.policies.count == 10)
    #expect(folder.rules.policies.count == 9)
    #expect(folder.examples.count >= 36)
    #expect(folder.examples.allSatisfy { ["allowed", "needs-ballot", "refused"].contains($0.expect) })
}

/// The objections to the folder with one more file.
private func objections(_ file: String, _ text: String) throws -> [CedarError] {
    var files = try Demonstration.files()
    files[file] = text
    do throws(PolicyObjections) {
        _ = try PolicyFolder(files: files)
        return []
    } catch {
        return error.errors
    }
}

private let notes = "@id(\"x\") @titre(\"x\") @base_legale(\"x\") "
private let anyStudy = "(principal, action == Regie::Action::\"run\", resource)"

@Test(arguments: [
    ("more.cedar", "permit(principal", CedarError.Code.syntax),
    ("more.cedar", notes + "permit\(anyStudy);", .missingNote),
    ("more.cedar", notes + "@expire(\"2030-13-01\") permit\(anyStudy);", .missingNote),
    ("more.cedar", "@id(\"x\") forbid\(anyStudy);", .missingNote),
    ("more.cedar", notes + "forbid\(anyStudy) when { context.cells * 2 < 5 };", .outOfSubset(.arithmetic)),
    ("more.cedar", notes + "forbid\(anyStudy) when { context.nothing < 5 };", .unknownAttribute),
    ("more.cedar", notes.replacing("\"x\"", with: "\"garde-fou-seuil\"") + "forbid\(anyStudy);", .duplicate),
    ("charter.cedar", notes + "@expire(\"2030-12-31\") permit\(anyStudy);", .floor),
    (
        "charter.cedar",
        notes + "forbid\(anyStudy) when { context.threshold < 11 } unless { context.cells > 5 };", .floor
    ),
    (
        "charter.cedar", notes + "forbid\(anyStudy) when { context.threshold < 11 && !context.approvedByBallot };",
        .floor
    ),
    (
        "charter.cedar",
        notes + "forbid\(anyStudy) unless { context.threshold > 10 || context.requesterKind == \"research\" };", .floor
    ),
    (
        "charter.cedar",
        notes + "forbid(principal == Regie::Requester::\"a\", action, resource) when { context.threshold < 11 };",
        .floor
    ),
    ("vocabulary.yaml", "facts:\n  nothing: {}", .unknownAttribute),
    ("examples/more.yaml", "requester: a", .missingAttribute),
])
func `G11 a text that could fail, hides a floor or says too little is refused`(
    file: String, text: String, code: CedarError.Code
) throws {
    let found = try objections(file, text)
    #expect(found.contains { $0.code == code }, "\(found)")
    #expect(found.allSatisfy { !$0.help.isEmpty })
}

/// Each lets some study through that the floor alone would refuse.
@Test(arguments: [
    ("unless { context.threshold >= 11 || context.purpose == \"dpv:ScientificResearch\" }", "more than one fact"),
    ("when { context.threshold < 11 && !(context.purpose == \"dpv:ScientificResearch\") }", "more than one fact"),
    ("when { context.threshold < 11 } when { context.cells > 3 }", "more than one fact"),
    ("when { if context.retentionDays > 100 then context.threshold < 11 else false }", "more than one fact"),
    ("when { context.threshold < 11 && resource != Regie::Dataset::\"mobility-trips\" }", "some datasets"),
    ("when { context.threshold < 11 && principal != Regie::Requester::\"amis\" }", "some requesters"),
    ("when { context.threshold < 11 && action != Regie::Action::\"run\" }", "the action"),
])
func `G11 a floor with an exception in any spelling is refused`(condition: String, fault: String) throws {
    let found = try objections("charter.cedar", notes + "forbid\(anyStudy) \(condition);")
    #expect(found.map(\.code) == [.floor], "\(found)")
    #expect(found.first?.message.contains(fault) == true, "\(found)")
}

@Test func `G11 a floor for one dataset is refused, and one that names the only type of dataset is not`() throws {
    func floor(_ resource: String) -> String {
        notes + "forbid(principal, action == Regie::Action::\"run\", \(resource)) when { context.threshold < 11 };"
    }
    let found = try objections("charter.cedar", floor("resource == Regie::Dataset::\"home-energy\""))
    #expect(found.map(\.code) == [.floor])
    #expect(try objections("charter.cedar", floor("resource is Regie::Dataset")).isEmpty)
}

@Test(arguments: [
    ("resource == Regie::Dataset::\"m\u{43e}bility-trips\"", "true"),
    ("resource", "resource == Regie::Dataset::\"nope\""),
    ("resource", "context.cells < 5 || resource == Regie::Dataset::\"nope\""),
])
func `G11 a rule on a dataset that nobody knows is refused`(resource: String, condition: String) throws {
    let found = try objections(
        "more.cedar",
        notes + "forbid(principal, action == Regie::Action::\"run\", \(resource)) when { \(condition) };")
    #expect(found.map(\.code) == [.unknownEntity], "\(found)")
    let error = try #require(found.first)
    #expect(error.help.contains("`home-energy`, `mobility-trips`"))
    #expect(error.message.utf8.allSatisfy { $0 < 128 }, "a look-alike is told apart")
}

@Test(arguments: ["2030-02-31", "9999-12-31", ""])
func `a last day that isn't in the calendar is told so`(day: String) throws {
    let found = try objections(
        "more.cedar", notes + "@expire(\"\(day)\") permit\(anyStudy) when { context.cells < 5 };")
    #expect(found.map(\.code) == [.missingNote])
    #expect(found.first?.message.hasSuffix("is not a day") == true, "\(found)")
}

@Test(arguments: [
    "@id(\"x\") @titre(\"\\u{1b}[2JTout est prouvé.\") @base_legale(\"x\") ",
    "@id(\"x\") @titre(\"a\\u{202e}b\") @base_legale(\"x\") ",
    "@id(\"x\") @titre(\"x\") @base_legale(\"a\\nb\") ", "@id(\"a\\nb\") @titre(\"x\") @base_legale(\"x\") ",
    "@id(\"\u{441}ells\") @titre(\"x\") @base_legale(\"x\") ",
    "// \u{202e}\n@id(\"x\") @titre(\"x\") @base_legale(\"x\") ",
])
func `what a reader can't see is refused in notes, ids and comments`(notes: String) throws {
    let found = try objections("more.cedar", notes + "forbid\(anyStudy) when { context.cells < 5 };")
    #expect(!found.isEmpty && found.allSatisfy { $0.code == .hiddenCharacter }, "\(found)")
    let shown = found.map(\.description).joined()
    #expect(!shown.unicodeScalars.contains("\u{1b}") && !shown.unicodeScalars.contains("\u{202e}"))
}

@Test func `a floor may say that some kind of requester is never admitted`() throws {
    let text = notes + "forbid\(anyStudy) when { context.requesterKind == \"advertiser\" };"
    #expect(try objections("charter.cedar", text).isEmpty)
}

@Test func `every objection is given at once, with its place`() throws {
    let found = try objections(
        "more.cedar",
        "@id(\"a\") forbid\(anyStudy) when { context.cells + 1 < 5 };\n\n"
            + "@id(\"b\") permit\(anyStudy) when { context.x };"
    )
    #expect(found.count >= 6)
    #expect(found.contains { $0.span?.line == 1 } && found.contains { $0.span?.line == 3 })
}

@Test func `a folder with more rules than can be proven in a minute is refused at once`() throws {
    func rules(_ count: Int) -> String {
        (0..<count).map { index in
            "@id(\"r\(index)\") @titre(\"x\") @base_legale(\"x\") forbid\(anyStudy) when { context.cells > \(index) };"
        }.joined(separator: "\n")
    }
    let others = 19
    #expect(try objections("more.cedar", rules(PolicyFolder.ruleLimit - others)).isEmpty)
    let found = try objections("more.cedar", rules(PolicyFolder.ruleLimit - others + 1))
    #expect(found.map(\.code) == [.tooLarge] && found[0].message.contains("501 rules"))
}

@Test func `a folder without a schema, or without a rule, is refused`() throws {
    #expect(throws: PolicyObjections.self) { try PolicyFolder(files: [:]) }
    let schema = try Demonstration.text("schema.cedarschema")
    #expect(throws: PolicyObjections.self) { try PolicyFolder(files: ["schema.cedarschema": schema]) }
}

@Test func `an explanation carries what the annotations say`() throws {
    let explanation = try Explanation(PolicyFolder(files: Demonstration.files()))
    #expect(explanation.rules.count == 19)
    #expect(explanation.rules.prefix(10).allSatisfy { $0.isFloor })
    let text = explanation.text()
    for passage in ["GARDE-FOUS / FLOORS", "[garde-fou-seuil]", "Charte, article 4", "31\u{00A0}décembre 2030"] {
        #expect(text.contains(passage), "\(passage)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
}
