// SPDX-License-Identifier: Apache-2.0
//
// What expressions of level 0 are worth, and how evaluation fails.

import Cedar
import Testing

@Test(arguments: [
    "true", "!false", "1 == 1", "1 != 2", "1 < 2", "2 >= 2", "-9223372036854775808 < 0", "1 != \"1\"",
    "[1, 2, 2] == [2, 1]", "{a: 1, \"b c\": [2]} == {\"b c\": [2], a: 1}", "if 1 < 2 then true else 1",
    "true || 1", "!(false && 1)", "[1, 2].contains(2)", "[1, 2, 3].containsAll([3, 1])", "[].containsAll([])",
    "[1, 2].containsAny([5, 2])", "![1].containsAny([])", "[].isEmpty()", "principal is User",
    "principal == User::\"lea\"", "action == Action::\"run\"", "resource != Dataset::\"other\"",
    "decimal(\"1.5\") == decimal(\"1.5000\")", "decimal(\"-0.5\").lessThan(decimal(\"0.0\"))",
    "decimal(\"0.3\").greaterThanOrEqual(decimal(\"0.3\"))", "decimal(\"-922337203685477.5808\") != decimal(\"0.0\")",
    "datetime(\"2026-03-02\") < datetime(\"2026-03-02T00:00:00.001Z\")",
    "datetime(\"2026-03-02T01:00:00+0100\") == datetime(\"2026-03-02\")",
    "datetime(\"2024-02-29\") == datetime(\"2024-02-29T00:00:00Z\")",
    "datetime(\"0000-01-01\") < datetime(\"9999-12-31\")",
    "duration(\"1d2h3m4s5ms\") == duration(\"93784005ms\")", "duration(\"-1h\") < duration(\"0s\")",
    "context has k && context.k == 11", "context[\"two words\"] == \"x\"", "context has plan.cells",
    "!(context has plan.nothing.more)", "context.plan.cells == 4", "{a: 1}.a == 1", "\"\\u{e9}\" != \"e\\u{301}\"",
])
func `an expression that holds lets the request through`(condition: String) throws {
    let context: [String: Value] = [
        "k": .long(11), "two words": .string("x"), "plan": .record(["cells": .long(4)]),
    ]
    let answer = try response(when: condition, context)
    #expect(answer.decision == .allow, "\(answer.errors.map(\.error.description))")
    #expect(answer.errors.isEmpty)
    #expect(try response(when: "!(\(condition))", context).decision == .deny)
}

@Test(arguments: [
    ("context.missing == 1", CedarError.Code.missingAttribute), ("1", .typeMismatch), ("!1", .typeMismatch),
    ("true && 1", .typeMismatch), ("false || 1", .typeMismatch), ("if 1 then true else true", .typeMismatch),
    ("1 < true", .typeMismatch), ("decimal(\"1.0\") < decimal(\"2.0\")", .typeMismatch),
    ("\"a\" < \"b\"", .typeMismatch),
    ("1.contains(2)", .typeMismatch), ("[1].containsAll(1)", .typeMismatch), ("1 has a", .typeMismatch),
    ("1.a == 1", .typeMismatch), ("1 is User", .typeMismatch), ("decimal(1) == 1", .typeMismatch),
    ("decimal(\"1\") == 1", .extensionValue), ("decimal(\"1.00000\") == 1", .extensionValue),
    ("decimal(\"922337203685477.5808\") == 1", .extensionValue), ("datetime(\"2026-02-29\") == 1", .extensionValue),
    ("datetime(\"2026-03-02T24:00:00Z\") == 1", .extensionValue),
    ("datetime(\"2026-03-02T10:00Z\") == 1", .extensionValue),
    ("duration(\"\") == 1", .extensionValue), ("duration(\"1h1d\") == 1", .extensionValue),
    ("duration(\"1\") == 1", .extensionValue), ("decimal() == 1", .wrongArity),
    ("decimal(\"1.0\").lessThan() == 1", .wrongArity),
])
func `an expression that fails skips its policy and is listed`(condition: String, code: CedarError.Code) throws {
    let answer = try response(when: condition)
    #expect(answer.decision == .deny)
    #expect(answer.errors.map(\.policyID) == ["policy0"])
    #expect(answer.errors.map(\.error.code) == [code])
}

@Test(arguments: [
    ("1 + 1 == 2", Feature.arithmetic), ("2 * 1 == 2", .arithmetic), ("-(1) == 1", .arithmetic),
    ("--1 == 1", .arithmetic),
    ("\"a\" like \"*\"", .like), ("principal in Group::\"g\"", .hierarchy),
    ("principal is User in Group::\"g\"", .hierarchy),
    ("principal.name == 1", .entityAttributes), ("principal has name", .entityAttributes),
    ("principal.hasTag(\"x\")", .tags),
    ("ip(\"10.0.0.1\").isIpv4()", .ip), ("datetime(\"2026-03-02\").toDate() == 1", .dateArithmetic),
    ("duration(\"1h\").toHours() == 1", .dateArithmetic),
])
func `what level 0 leaves out parses and is an error of its own`(condition: String, feature: Feature) throws {
    let answer = try response(when: condition)
    #expect(answer.errors.map(\.error.code) == [.outOfSubset(feature)])
    #expect(answer.decision == .deny)
}

@Test func `a template is refused by name`() throws {
    let answer = Authorizer.isAuthorized(
        sampleRequest(), try policies("permit(principal == ?principal, action, resource);"))
    #expect(answer.errors.map(\.error.code) == [.outOfSubset(.templates)])
}
