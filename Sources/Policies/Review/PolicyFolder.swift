// SPDX-License-Identifier: Apache-2.0
//
// A folder of policies as values: the schema, the charter's floors, the rules, the words to say them in, and the
// worked examples. Read whole or refused, with every objection in Cedar's style. The file names are fixed:
// `schema.cedarschema`, `charter.cedar` (floors), any other `*.cedar` (rules), `vocabulary.yaml` and
// `examples/*.yaml`.

import Cedar
import Studies

package struct PolicyFolder: Sendable {
    package static let schemaFile = "schema.cedarschema"
    package static let charterFile = "charter.cedar"
    package static let vocabularyFile = "vocabulary.yaml"
    package static let examplesFolder = "examples"

    package let schema: Schema
    /// The charter's, which only forbid; empty where the folder has no charter.
    package let floors: PolicySet
    package let rules: PolicySet
    /// Floors first: what decides.
    package let all: PolicySet
    package let sentences: Sentences
    package let examples: [WorkedExample]

    /// - Parameter files: contents by path inside the folder; others than the named ones are not read.
    /// - Throws: `PolicyObjections` with everything that is wrong.
    package init(files: [String: String]) throws(PolicyObjections) {
        guard let text = files[Self.schemaFile] else {
            throw PolicyObjections(
                CedarError(
                    .missingFile, "there is no `\(Self.schemaFile)`",
                    help: "give a folder such as `policies`, with a schema and `.cedar` files"))
        }
        let schema = try PolicyObjections.wrapping { () throws(CedarError) in
            try Schema.parse(text, file: Self.schemaFile)
        }
        let names = files.keys.filter { $0.hasSuffix(".cedar") && !$0.contains("/") && $0 != Self.charterFile }.sorted()
        var objections: [CedarError] = []
        let floors = Self.read([Self.charterFile], files, schema, &objections)
        let rules = Self.read(names, files, schema, &objections)
        objections += floors.flatMap(Self.objections(toFloor:)) + rules.flatMap(Self.objections(toRule:))
        do throws(CedarError) {
            self.schema = schema
            self.floors = try PolicySet(policies: floors)
            self.rules = try PolicySet(policies: rules)
            all = try self.floors.merging(self.rules)
            let vocabulary = try files[Self.vocabularyFile].map { text throws(CedarError) in
                try Vocabulary(yaml: text, file: Self.vocabularyFile, schema: schema)
            }
            sentences = Sentences(vocabulary: vocabulary ?? Vocabulary(bare: schema), schema: schema)
            examples = try Self.examples(files, schema)
        } catch {
            throw PolicyObjections(objections + [error])
        }
        if floors.isEmpty, rules.isEmpty, objections.isEmpty {
            objections.append(
                CedarError(.missingFile, "there is no rule in the folder", help: "write at least one `.cedar` file"))
        }
        guard objections.isEmpty else { throw PolicyObjections(objections) }
    }

    private static func read(
        _ names: [String], _ files: [String: String], _ schema: Schema, _ objections: inout [CedarError]
    ) -> [Policy] {
        var policies: [Policy] = []
        for name in names {
            guard let text = files[name] else { continue }
            do throws(CedarError) {
                let set = try PolicySet.parse(text, file: name)
                objections += Validator.validate(set, against: schema)
                policies += set.policies
            } catch {
                objections.append(error)
            }
        }
        return policies
    }

    private static func examples(
        _ files: [String: String], _ schema: Schema
    ) throws(CedarError) -> [WorkedExample] {
        var examples: [WorkedExample] = []
        for name in files.keys.filter({ $0.hasPrefix(examplesFolder + "/") && $0.hasSuffix(".yaml") }).sorted() {
            guard let text = files[name] else { continue }
            examples += try WorkedExample.read(text, file: name, schema: schema)
        }
        return examples
    }

    // MARK: What every rule says of itself

    private static func objections(toRule policy: Policy) -> [CedarError] {
        var objections = missingNotes(policy)
        if policy.effect == .permit, policy.expiry == nil {
            objections.append(
                CedarError(
                    .missingNote, "the rule `\(policy.id)` permits without end", at: policy.span,
                    help: "add `@expire(\"2030-12-31\")`, its last day"))
        } else if let text = policy.annotations["expire"], Day(text) == nil {
            objections.append(
                CedarError(
                    .missingNote, "`@expire(\"\(text)\")` is not a day", at: policy.span,
                    help: "write a date such as `2030-12-31`"))
        }
        return objections
    }

    /// A floor only forbids, and nothing lifts it: neither an exception beside its condition nor a ballot, for nobody.
    private static func objections(toFloor policy: Policy) -> [CedarError] {
        var objections = missingNotes(policy)
        if policy.effect == .permit {
            objections.append(
                CedarError(
                    .floor, "the floor `\(policy.id)` permits", at: policy.span,
                    help: "a floor only forbids: move it to a policy"))
        }
        let unless = policy.conditions.filter { $0.kind == .unless }
        if let exception = unless.first, policy.conditions.count > 1 {
            objections.append(
                CedarError(
                    .floor, "the floor `\(policy.id)` has an exception", at: exception.span,
                    help: "a floor has none: write it as one `when`, or as one `unless` that says what must hold"))
        }
        if case .equal = policy.scope.principal {
            objections.append(exempting(policy, at: policy.scope.principalSpan))
        } else if policy.conditions.contains(where: { $0.body.readsAnother(than: Self.requesterFact) }),
            let who = policy.conditions.compactMap({ $0.body.reading(Self.requesterFact) }).first
        {
            objections.append(exempting(policy, at: who))
        }
        if let ballot = policy.conditions.compactMap({ $0.body.reading(Self.ballotFact) }).first {
            objections.append(
                CedarError(
                    .floor, "the floor `\(policy.id)` depends on a ballot", at: ballot,
                    help: "no vote on a study lifts a floor: leave `context.\(Self.ballotFact)` out"))
        }
        return objections
    }

    private static func exempting(_ policy: Policy, at span: CedarSpan) -> CedarError {
        CedarError(
            .floor, "the floor `\(policy.id)` binds some requesters and not others", at: span,
            help: "no one is exempt from a floor: leave out who asks, or move the rule to a policy")
    }

    /// The fact that says whether the trustees voted the study itself.
    package static let ballotFact = "approvedByBallot"
    /// The fact that says what kind of body asks.
    package static let requesterFact = "requesterKind"

    private static func missingNotes(_ policy: Policy) -> [CedarError] {
        ["id", "titre", "base_legale"].filter { (policy.annotations[$0] ?? "").isEmpty }.map { name in
            CedarError(
                .missingNote, "the rule `\(policy.id)` has no `@\(name)`", at: policy.span,
                help: "write `@\(name)(\"...\")` before it")
        }
    }
}

/// Everything that is wrong with a folder, at least one thing.
package struct PolicyObjections: Error, Sendable, CustomStringConvertible {
    package let errors: [CedarError]

    init(_ errors: [CedarError]) {
        self.errors = errors
    }

    package init(_ error: CedarError) {
        self.init([error])
    }

    package var description: String { errors.map(\.description).joined(separator: "\n\n") }

    static func wrapping<Result>(_ body: () throws(CedarError) -> Result) throws(PolicyObjections) -> Result {
        do throws(CedarError) { return try body() } catch { throw PolicyObjections(error) }
    }
}

extension CedarError.Code {
    package static let missingFile = Self("missing file")
    /// A rule that doesn't say what it is, by which right or until when.
    package static let missingNote = Self("missing note")
    /// A floor that could be lifted.
    package static let floor = Self("floor")
}

extension Policy {
    /// What the rule is called in plain words.
    package var title: String { annotations["titre"].flatMap { $0.isEmpty ? nil : $0 } ?? id }

    /// Its last day, if it says one.
    package var expiry: Day? { annotations["expire"].flatMap { Day($0) } }

    /// Whether it still counts: a forbid always does; a permit until its last day, and never without a readable one.
    package func counts(on day: Day) -> Bool {
        effect == .forbid || (expiry.map { day <= $0 } ?? false)
    }
}

extension Expr {
    /// Whether a fact of the context is read beside the one that is named.
    fileprivate func readsAnother(than fact: String) -> Bool {
        if let path = contextPath, path != "context" { return path != "context.\(fact)" }
        return kind.operands.contains { $0.readsAnother(than: fact) }
    }

    /// Where a fact of the context is read, if it is.
    fileprivate func reading(_ fact: String) -> CedarSpan? {
        if contextPath == "context.\(fact)" { return span }
        return kind.operands.lazy.compactMap { $0.reading(fact) }.first
    }
}
