// SPDX-License-Identifier: Apache-2.0
//
// Strict validation at level 0: what passes, what doesn't and why; and that what passes cannot fail.

import Cedar
import Testing

private func objections(_ condition: String, scope: String = "principal, action, resource") throws -> [CedarError.Code]
{
    let set = try policies("permit(\(scope)) when { \(condition) };")
    return Validator.validate(set, against: try sampleSchema()).map(\.code)
}

private let runScope = "principal, action == Regie::Action::\"run\", resource"

@Test(arguments: [
    "context.k >= 11 && context.epsilonMicro <= 1000000", "context.purpose == Regie::Purpose::\"transport\"",
    "[Regie::Column::\"zone\", Regie::Column::\"hour\"].containsAll(context.columns)",
    "context.columns.contains(Regie::Column::\"fare\") || !context.approvedByBallot",
    "context has delay && context.delay < duration(\"30d\")",
    "if context has note then context.note == \"x\" else true",
    "!(context has delay) || context.k == 1", "context has note && (true && context.note != \"\")",
    "(context has note || false) && context.note == \"a\"", "context.share.lessThanOrEqual(decimal(\"0.5\"))",
    "context.period.from >= datetime(\"2026-01-01\") && context.period.to < datetime(\"2027-01-01T00:00:00Z\")",
    "context has period.from", "false && context.nothing == 1", "context.columns == [Regie::Column::\"zone\"]",
    "principal is Regie::User && resource == Regie::Dataset::\"libraries\"", "{a: context.k}.a == 1", "1 == 2",
    "principal == resource", "context.columns.isEmpty()", "[true, context.approvedByBallot].contains(false)",
    "context has nothing && context.nothing == 1",
    "(if context.approvedByBallot then context has note else context has note) && context.note == \"\"",
])
func `a well-typed condition passes`(condition: String) throws {
    #expect(try objections(condition, scope: runScope) == [])
}

@Test(arguments: [
    ("context.nothing == 1", CedarError.Code.unknownAttribute), ("context.delay < duration(\"1d\")", .unsafeAccess),
    ("context has note || context.note == \"x\"", .unsafeAccess),
    ("!(context has note) && context.note == \"x\"", .unsafeAccess),
    ("(context has note || context.approvedByBallot) && context.note == \"x\"", .unsafeAccess),
    ("context.k", .typeMismatch), ("context.k == \"11\"", .incompatibleTypes),
    ("context.k < context.share", .typeMismatch),
    ("context.share < decimal(\"0.5\")", .typeMismatch), ("\"a\" < \"b\"", .typeMismatch),
    ("!context.k", .typeMismatch),
    ("[] == context.columns", .emptySet), ("[1, \"a\"].contains(1)", .incompatibleTypes),
    ("context.columns.contains(1)", .incompatibleTypes),
    ("context.columns.containsAll([1])", .incompatibleTypes), ("context.k.contains(1)", .typeMismatch),
    ("decimal(\"1\") == context.share", .extensionValue),
    ("datetime(\"2026-13-01\") == context.period.from", .extensionValue),
    ("decimal(context.note) == context.share", .extensionValue), ("decimal() == context.share", .wrongArity),
    ("context.purpose == Regie::Purpose::\"ads\"", .unknownEntity), ("principal == User::\"a\"", .unknownType),
    ("principal is Regie::Robot", .unknownType), ("action == Regie::Action::\"delete\"", .unknownAction),
    ("false && principal is Regie::Robot", .unknownType), ("if true then context.k else true", .typeMismatch),
    ("(if context.approvedByBallot then 1 else true) == 1", .incompatibleTypes), ("context.k has a", .typeMismatch),
    ("context.k is Regie::User", .typeMismatch), ("context.k.x == 1", .typeMismatch),
])
func `an ill-typed condition is refused with the reason`(condition: String, code: CedarError.Code) throws {
    #expect(try objections(condition, scope: runScope) == [code])
}

@Test(arguments: [
    ("context.k + 1 > 11", Feature.arithmetic), ("-context.k < 0", .arithmetic), ("context.note like \"*\"", .like),
    ("principal in Regie::User::\"x\"", .hierarchy), ("principal is Regie::User in Regie::User::\"x\"", .hierarchy),
    ("principal.name == \"x\"", .entityAttributes), ("context.purpose.label == \"x\"", .entityAttributes),
    ("context.purpose has label", .entityAttributes), ("principal.getTag(\"x\") == 1", .tags),
    ("ip(\"::1\").isLoopback()", .ip),
    ("context.period.from.offset(duration(\"1d\")) < context.period.to", .dateArithmetic),
    ("true || context.k * 2 == 1", .arithmetic),
])
func `what level 0 leaves out is refused by name, with the alternative`(condition: String, feature: Feature) throws {
    let set = try policies("permit(\(runScope)) when { \(condition) };")
    let errors = Validator.validate(set, against: try sampleSchema())
    #expect(errors.map(\.code) == [.outOfSubset(feature)])
    #expect(errors.first?.help == feature.alternative)
}

@Test(arguments: [
    ("principal in Regie::User::\"x\", action, resource", CedarError.Code.outOfSubset(.hierarchy)),
    ("principal is Regie::User in Regie::User::\"x\", action, resource", .outOfSubset(.hierarchy)),
    ("principal == ?principal, action, resource", .outOfSubset(.templates)),
    ("principal, action, resource in ?resource", .outOfSubset(.templates)),
    ("principal is Regie::Dataset, action, resource", .neverApplies),
    ("principal, action == Regie::Action::\"studies\", resource", .neverApplies),
    ("principal, action in [], resource", .neverApplies), ("principal is Robot, action, resource", .unknownType),
    ("principal, action == Regie::Action::\"x\", resource", .unknownAction),
    ("principal, action, resource == Regie::Dataset::\"x\"", .unknownEntity),
])
func `a scope that can't be met is refused`(scope: String, code: CedarError.Code) throws {
    #expect(try objections("true", scope: scope) == [code])
}

@Test func `a group in the scope stands for the actions below it`() throws {
    let group = "principal, action in [Regie::Action::\"studies\"], resource"
    #expect(try objections("true", scope: group) == [])
    #expect(try objections("context.k > 11", scope: group) == [.unknownAttribute])
}

@Test func `capabilities pass from one when to the next, never out of an unless`() throws {
    let schema = try sampleSchema()
    let good = try policies("permit(\(runScope)) when { context has note } when { context.note == \"x\" };")
    #expect(Validator.validate(good, against: schema).isEmpty)
    let bad = try policies("permit(\(runScope)) unless { context has note } when { context.note == \"x\" };")
    #expect(Validator.validate(bad, against: schema).map(\.code) == [.unsafeAccess])
}

@Test func `the overflow trick never passes`() throws {
    let trick = try policies("forbid(\(runScope)) when { context.k * context.epsilonMicro < 11 };")
    #expect(Validator.validate(trick, against: try sampleSchema()).map(\.code) == [.outOfSubset(.arithmetic)])
}
