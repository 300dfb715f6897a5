// SPDX-License-Identifier: Apache-2.0
//
// A policy text that may decide: it parses, it is valid against the schema at level 0 (so that no
// evaluation can fail), and every rule says what it is, by which right and, if it permits, until when.
// Floors forbid only. An expired permit no longer permits; an expired forbid keeps forbidding (G11).

import Cedar
import Studies

struct RuleBook: Sendable {
    let text: String
    let file: String
    let policies: PolicySet

    var hash: String { TextHash.of(text) }

    /// A policy set that may be put to the vote.
    /// - Throws: `.policy` with the place in the text.
    init(policies text: String, file: String, schema: Schema) throws(GovernanceError) {
        try self.init(text, file: file, schema: schema)
        for policy in policies.policies where policy.effect == .permit {
            guard let expiry = policy.annotations["expire"], Day(expiry) != nil else {
                throw RuleBook.error(
                    policy, "the rule `\(policy.id)` permits without end",
                    help: "add `@expire(\"2030-12-31\")`, its last day")
            }
        }
    }

    /// The charter's floors.
    init(floors text: String, file: String, schema: Schema) throws(GovernanceError) {
        try self.init(text, file: file, schema: schema)
        if let policy = policies.policies.first(where: { $0.effect == .permit }) {
            throw RuleBook.error(
                policy, "the floor `\(policy.id)` permits", help: "a floor only forbids: move it to a policy")
        }
    }

    private init(_ text: String, file: String, schema: Schema) throws(GovernanceError) {
        self.text = text
        self.file = file
        do {
            policies = try PolicySet.parse(text, file: file)
        } catch {
            throw RuleBook.error(error)
        }
        guard !policies.policies.isEmpty else {
            throw GovernanceError(.policy, "the text has no rule", at: file, help: "write at least one rule")
        }
        if let error = Validator.validate(policies, against: schema).first {
            throw RuleBook.error(error)
        }
        for policy in policies.policies {
            for annotation in ["id", "titre", "base_legale"]
            where (policy.annotations[annotation] ?? "").isEmpty {
                throw RuleBook.error(
                    policy, "the rule `\(policy.id)` has no `@\(annotation)`",
                    help: "write `@\(annotation)(\"...\")` before it")
            }
        }
    }

    static func schema(_ text: String, file: String) throws(GovernanceError) -> Schema {
        do {
            return try Schema.parse(text, file: file)
        } catch {
            throw RuleBook.error(error)
        }
    }

    static func error(_ error: CedarError) -> GovernanceError {
        GovernanceError(.policy, error.message, at: error.span.map(place), help: error.help)
    }

    private static func error(_ policy: Policy, _ message: String, help: String) -> GovernanceError {
        GovernanceError(.policy, message, at: place(policy.span), help: help)
    }

    static func place(_ span: CedarSpan) -> String { "\(span.file):\(span.line):\(span.column)" }
}

extension Policy {
    /// What the rule is called in plain words.
    var title: String { annotations["titre"] ?? id }

    /// Whether it may still permit on a day: its last day is `@expire`. Without a readable date it may not.
    func permits(on day: Day) -> Bool {
        guard effect == .permit, let expiry = annotations["expire"].flatMap({ Day($0) }) else { return false }
        return day <= expiry
    }
}
