// SPDX-License-Identifier: Apache-2.0
//
// What is a policy and what isn't, with the place and the way out.

import Cedar
import Testing

@Test(arguments: [
    "", "// nothing", "permit(principal, action, resource);", "permit(principal, action, resource,);",
    "@id(\"a\") @if @note(\"\\n\") forbid(principal, action, resource);",
    "permit(principal == User::\"a\", action == Action::\"run\", resource in A::B::\"c\");",
    "permit(principal is A::B, action in [Action::\"a\", N::Action::\"b\",], resource is A in A::\"b\");",
    "permit(principal == (User::\"a\"), action in Action::\"g\", resource == ?resource);",
    "permit(principal, action in [], resource);",
    "permit(principal, action, resource) when { true } unless { false } when { 1 == 1 };",
    "permit(principal, action, resource) when { context has a.b.c };",
    "permit(principal, action, resource) when { context has \"a b\" && context[\"if\"] == 1 };",
    "permit(principal, action, resource) when { \"a*\" like \"a\\**\" };",
    "permit(principal, action, resource) when { !!!!true && ----1 == 1 };",
    "permit(principal, action, resource) when { -9223372036854775808 == 1 };",
    "permit(principal, action, resource) when { {permit: 1, \"true\": 2, principal: 3,} == {} };",
    "permit(principal, action, resource) when { principal is permit::when };",
    "permit(principal, action, resource) when { \"\\x41\\u{1_F600}\\0\" == \"\" };",
    "permit(principal, action, resource) when { decimal() == ip(1, 2) };",
])
func `a text in the grammar parses`(text: String) {
    #expect(parseError(text) == nil)
}

private let wrongPolicies = [
    "permit", "permit();", "permit(principal, action);", "permit(principal, resource, action);", "x",
    "permit(principal, action, resource)", "allow(principal, action, resource);",
    "permit(principal, action, resource, context);", "permit(principal: User, action, resource);",
    "permit(principal is User == User::\"a\", action, resource);", "permit(principal, action is Action, resource);",
    "permit(principal in [User::\"a\"], action, resource);", "permit(principal, action == User::\"a\", resource);",
    "permit(principal == ?resource, action, resource);", "permit(principal, action == ?action, resource);",
    "permit(principal == User, action, resource);", "permit(principal != User::\"a\", action, resource);",
    "permit(principal, action, resource) when {};", "permit(principal, action, resource) if { true };",
    "@a @a permit(principal, action, resource);", "@a(1) permit(principal, action, resource);",
    "permit(principal, action, resource) when { true }", "permit(principal, action, resource) when { true ;",
]

private let wrongConditions = [
    "1 < 2 < 3", "1 == 2 == 3", "context has a has b", "1 / 2 == 1", "1 % 2 == 1", "1 = 1", "!!!!!true", "-----1 == 1",
    "!-1", "9223372036854775808 == 1", "-(9223372036854775808) == 1", "99999999999999999999 == 1", "user", "User::User",
    "true.if", "context.true", "context.__cedar", "if true then 1", "1 + if true then 1 else 2", "foo(1)",
    "lessThan(decimal(\"1.0\"))", "\"1.0\".decimal()", "[1].size()", "[1].contains()", "[1].isEmpty(1)", "context(1)",
    "context[a]", "context[1]", "context[(\"a\")]", "{true: 1}", "{a: 1, a: 2}", "{a.b: 1}", "?principal",
    "principal == ?principal",
    "principal is \"User\"", "principal is (User)", "context has (a)", "context has 1", "context has A::b",
    "\"a\" like a",
    "\"\\q\" == \"\"", "\"\\*\" == \"\"", "\"\\x80\" == \"\"", "\"\\u{d800}\" == \"\"", "\"\\u{}\" == \"\"",
    "\"\\u{1234567}\" == \"\"",
    "\"open", "#", "[1", "[,]", "(1", "A::\"x\".b.(c)", "User::{\"a\"}", "__cedar::A::\"x\" == 1", "in::\"x\" == 1",
]

@Test(arguments: wrongPolicies + wrongConditions.map { "permit(principal, action, resource) when { \($0) };" })
func `a text outside the grammar is refused with a place`(text: String) {
    #expect(throws: CedarError.self) { try policies(text) }
    do throws(CedarError) { _ = try policies(text) } catch {
        #expect(error.span != nil || text.isEmpty)
        #expect(!error.help.isEmpty)
        #expect(error.message.first?.isUppercase != true && !error.message.hasSuffix("."))
    }
}

@Test func `the underlined line shows where and how to mend it`() throws {
    do throws(CedarError) {
        _ = try policies("permit(principal, action, resource)\nwhen { context.k = 11 };")
        Issue.record("must not parse")
    } catch {
        #expect(
            error.description == """
                test.cedar:2:18: `=` is not an operator
                  |
                2 | when { context.k = 11 };
                  |                  ^
                help: compare with `==`
                """)
    }
}

@Test func `ids come from annotations, else from the position, and are unique`() throws {
    let text = """
        @id("first") permit(principal, action, resource);
        forbid(principal, action, resource);
        """
    let set = try policies(text)
    #expect(set.policies.map(\.id) == ["first", "policy1"])
    #expect(try PolicySet.parse(text, file: "t", naming: .position).policies.map(\.id) == ["policy0", "policy1"])
    #expect(parseError(text + text) == .duplicate)
    let other = try policies("@id(\"other\") permit(principal, action, resource);")
    #expect(try set.merging(other).policies.map(\.id) == ["first", "policy1", "other"])
    #expect(throws: CedarError(.duplicate, "", help: "")) { try set.merging(set) }
    #expect(set.policies[0].text == "@id(\"first\") permit(principal, action, resource);")
}

@Test func `nesting and size are bounded`() throws {
    func nested(_ levels: Int) -> String {
        let opened = String(repeating: "(", count: levels)
        let closed = String(repeating: ")", count: levels)
        return "permit(principal, action, resource) when { \(opened)true\(closed) };"
    }
    #expect(parseError(nested(Limits.depth - 1)) == nil)
    #expect(parseError(nested(Limits.depth)) == .tooLarge)
    #expect(parseError(nested(100_000)) == .tooLarge)
    let when = "permit(principal, action, resource) when "
    #expect(parseError(when + "{ context\(String(repeating: ".a", count: 5_000)) };") == .tooLarge)
    #expect(parseError(when + "{ 1\(String(repeating: " + 1", count: 5_000)) == 1 };") == .tooLarge)
    #expect(parseError(when + "{ context has a\(String(repeating: ".a", count: 5_000)) };") == .tooLarge)
    #expect(parseError(when + "{ true\(String(repeating: " && true", count: 5_000)) };") == nil)
    #expect(parseError(String(repeating: " ", count: Limits.policyBytes + 1)) == .tooLarge)
    #expect(parseError("permit(principal == \(String(repeating: "(", count: 5_000))") == .tooLarge)
}
