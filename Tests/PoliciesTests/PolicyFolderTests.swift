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
