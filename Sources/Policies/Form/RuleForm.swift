// SPDX-License-Identifier: Apache-2.0
//
// A rule in the form in which people propose it: purpose, dataset, limits, each a demand on one fact. It compiles to
// Cedar text and comes back from it unchanged. Left out: what is no conjunction of demands on facts (`||`, `if`, a
// comparison of two facts), schemas with several actions; such rules are written in Cedar.

import Cedar
import Studies

package struct RuleForm: Sendable {
    /// A `when` or an `unless` with its demands, all of which must hold.
    package struct Part: Hashable, Sendable {
        package let kind: Condition.Kind
        package let clauses: [FactClause]
    }

    package struct Rule: Hashable, Sendable {
        /// `id`, `titre`, `base_legale` and the others, in this order, then by name.
        package let notes: [Note]
        package let effect: Effect
        /// Whether the rule speaks of requesters, or of whoever it may be.
        package let isForAnyone: Bool
        /// Nil for every dataset.
        package let dataset: String?
        package let parts: [Part]
    }

    package struct Note: Hashable, Sendable {
        package let name: String
        package let text: String
    }

    package let rules: [Rule]
    let terms: Terms

    /// What every rule of the form is about: the one action of the schema.
    struct Terms: Sendable {
        let action: EntityUID
        let principal: String
        let resource: String

        init(_ schema: Schema) throws(CedarError) {
            guard let only = schema.environments.first, schema.environments.count == 1 else {
                throw CedarError(
                    .unknownAction, "the form is for a schema with one kind of request",
                    help: "write the rules in Cedar")
            }
            action = only.action
            principal = only.principal
            resource = only.resource
        }
    }

    /// The order in which a rule's annotations are written.
    static let noteNames = ["id", "titre", "base_legale", "expire"]

    init(rules: [Rule], terms: Terms) {
        self.rules = rules
        self.terms = terms
    }

    // MARK: Cedar

    /// The rules as they are put to the vote.
    package var cedarText: String {
        rules.map(cedarText).joined(separator: "\n")
    }

    private func cedarText(_ rule: Rule) -> String {
        let principal = rule.isForAnyone ? "principal" : "principal is \(terms.principal)"
        let resource = rule.dataset.map { "resource == \(EntityUID(type: terms.resource, id: $0))" } ?? "resource"
        let notes = rule.notes.map { "@\($0.name)(\($0.text.cedarQuoted))\n" }.joined()
        let parts = rule.parts.map { part in
            "\n\(part.kind.rawValue) { \(part.clauses.map(\.cedarText).joined(separator: " && ")) }"
        }
        return notes + "\(rule.effect.rawValue) (\(principal), action == \(terms.action), \(resource))"
            + parts.joined() + ";\n"
    }

    /// - Throws: `.syntax` with the place of what the form can't say.
    package init(_ policies: PolicySet, schema: Schema) throws(CedarError) {
        let terms = try Terms(schema)
        var rules: [Rule] = []
        for policy in policies.policies { rules.append(try Self.rule(policy, terms)) }
        self.init(rules: rules, terms: terms)
    }

    private static func rule(_ policy: Policy, _ terms: Terms) throws(CedarError) -> Rule {
        let scope = policy.scope
        guard policy.annotations["id"]?.isEmpty == false else {
            throw unsayable("a rule without a name", at: policy.span, help: "write `@id(\"...\")` before it")
        }
        guard scope.action == .equal(terms.action) else {
            throw unsayable("the action", at: scope.actionSpan, help: "write `action == \(terms.action)`")
        }
        guard scope.principal == .any || scope.principal == .isType(terms.principal) else {
            throw unsayable("the principal", at: scope.principalSpan, help: "write `principal is \(terms.principal)`")
        }
        var dataset: String?
        if case .equal(.entity(let uid)) = scope.resource, uid.type == terms.resource {
            dataset = uid.id
        } else if scope.resource != .any {
            throw unsayable(
                "the resource", at: scope.resourceSpan, help: "write `resource == \(terms.resource)::\"...\"`")
        }
        var parts: [Part] = []
        for condition in policy.conditions { parts.append(try part(condition)) }
        let names = noteNames + policy.annotations.keys.filter { !noteNames.contains($0) }.sorted()
        let notes = names.compactMap { name in policy.annotations[name].map { Note(name: name, text: $0) } }
        return Rule(
            notes: notes, effect: policy.effect, isForAnyone: scope.principal == .any, dataset: dataset, parts: parts)
    }

    private static func part(_ condition: Condition) throws(CedarError) -> Part {
        var terms = [condition.body]
        if case .and(let several) = condition.body.kind { terms = several }
        var clauses: [FactClause] = []
        for term in terms {
            guard let clause = FactClause(term) else {
                throw unsayable("`\(term.span.text.prefix(60))`", at: term.span, help: "keep this rule in Cedar")
            }
            clauses.append(clause)
        }
        return Part(kind: condition.kind, clauses: clauses)
    }

    static func unsayable(_ what: String, at span: CedarSpan?, help: String) -> CedarError {
        CedarError(.unsayable, "the form can't say \(what)", at: span, help: help)
    }
}

extension CedarError.Code {
    /// Cedar that has no equivalent in the form.
    package static let unsayable = Self("not in the form")
}
