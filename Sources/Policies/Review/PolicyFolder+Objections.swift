// SPDX-License-Identifier: Apache-2.0
//
// What a folder refuses beside what Cedar's validator does: a rule that says too little of itself, a permit without
// end, a dataset that nobody knows, characters that can't be seen, and a floor that some study, dataset or requester
// would escape.

import Cedar
import Studies

extension PolicyFolder {
    /// The fact that says whether the trustees voted the study itself.
    package static let ballotFact = "approvedByBallot"
    /// The fact that says what kind of body asks.
    package static let requesterFact = "requesterKind"

    /// Floors and rules together: more would keep the prover busy for minutes.
    package static let ruleLimit = 500

    static func tooMany(_ count: Int) -> CedarError {
        CedarError(
            .tooLarge, "the folder has \(count) rules, more than \(ruleLimit)",
            help: "say with one rule what several of them say: the proofs of so many would take minutes")
    }

    // MARK: What every rule says of itself

    static func objections(toRule policy: Policy) -> [CedarError] {
        var objections = notes(policy)
        if let text = policy.annotations["expire"], policy.expiry == nil {
            objections.append(
                CedarError(
                    .missingNote, "`@expire(\(text.cedarQuoted))` is not a day", at: policy.span,
                    help: "write a day of the calendar, between 1900 and 2199, such as `2030-12-31`"))
        } else if policy.effect == .permit, policy.expiry == nil {
            objections.append(
                CedarError(
                    .missingNote, "the rule `\(policy.id)` permits without end", at: policy.span,
                    help: "add `@expire(\"2030-12-31\")`, its last day"))
        }
        return objections
    }

    private static func notes(_ policy: Policy) -> [CedarError] {
        let missing = ["id", "titre", "base_legale"].filter { (policy.annotations[$0] ?? "").isEmpty }.map { name in
            CedarError(
                .missingNote, "the rule `\(policy.id)` has no `@\(name)`", at: policy.span,
                help: "write `@\(name)(\"...\")` before it")
        }
        let hidden = policy.annotations.keys.sorted()
            .filter { policy.annotations[$0]?.unicodeScalars.contains(where: \.isHidden) == true }
            .map { name in
                CedarError(
                    .hiddenCharacter, "`@\(name)` of the rule `\(policy.id)` has a character that can't be seen",
                    at: policy.span, help: "write it in one line, without control and direction characters")
            }
        guard let id = policy.annotations["id"], !id.utf8.allSatisfy(isNameByte) else { return missing + hidden }
        let strange = CedarError(
            .hiddenCharacter, "`@id(\(id.cedarQuoted))` has a letter that can be taken for another", at: policy.span,
            help: "write an id with letters from a to z, digits, `-`, `_` and `.`")
        return missing + hidden + [strange]
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
    }

    /// The first character of a file that can't be seen, in comments too: it could hide what the text says.
    static func hiddenCharacter(_ text: String, file: String) -> CedarError? {
        var offset = 0
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if scalar.isHidden, !["\t", "\n", "\r"].contains(scalar) {
                let span = CedarSpan(SourceText(text, file: file), offset..<offset + width)
                return CedarError(
                    .hiddenCharacter, "a character that can't be seen stands here", at: span,
                    help: "take it out: texts have no control and direction characters")
            }
            offset += width
        }
        return nil
    }

    /// Ids of entities that the vocabulary doesn't know, where it lists those of their type.
    static func unknownEntities(_ policy: Policy, _ vocabulary: Vocabulary) -> [CedarError] {
        var named: [(uid: EntityUID, span: CedarSpan)] = []
        if case .equal(.entity(let uid)) = policy.scope.resource { named.append((uid, policy.scope.resourceSpan)) }
        named += policy.conditions.flatMap(\.body.entitiesNamed)
        return named.compactMap { uid, span in
            guard let known = vocabulary.resources[uid.type]?.values, !known.isEmpty, known.exactly(uid.id) == nil
            else { return nil }
            let names = known.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
            return CedarError(
                .unknownEntity, "`\(uid.id.inASCII)` is not one of the known datasets", at: span,
                help: "write one of \(names), or give it words in `\(vocabularyFile)`")
        }
    }

    // MARK: Floors

    /// A floor only forbids, and nothing lifts it: it is about one fact, whoever asks, on whatever dataset, without an
    /// exception and whatever a ballot says.
    static func objections(toFloor policy: Policy, _ schema: Schema) -> [CedarError] {
        var objections = [lifted(policy), narrowed(policy, schema)].flatMap { $0 }
        let facts = policy.conditions.flatMap(\.body.factsRead)
        if objections.isEmpty, let first = facts.first,
            let other = facts.first(where: { $0.path != first.path || $0.path == "context" })
        {
            objections.append(
                floor(
                    policy, "reads more than one fact", at: other.span,
                    help: "with a second fact a floor has an exception: write one floor for each fact"))
        }
        return notes(policy) + objections
    }

    private static func lifted(_ policy: Policy) -> [CedarError] {
        var objections: [CedarError] = []
        if policy.effect == .permit {
            objections.append(
                floor(policy, "permits", at: policy.span, help: "a floor only forbids: move it to a policy"))
        }
        if let exception = policy.conditions.first(where: { $0.kind == .unless }), policy.conditions.count > 1 {
            objections.append(
                floor(
                    policy, "has an exception", at: exception.span,
                    help: "a floor has none: write it as one `when`, or as one `unless` that says what must hold"))
        }
        let facts = policy.conditions.flatMap(\.body.factsRead)
        if let ballot = facts.first(where: { $0.path == "context.\(ballotFact)" }) {
            objections.append(
                floor(
                    policy, "depends on a ballot", at: ballot.span,
                    help: "no vote on a study lifts a floor: leave `context.\(ballotFact)` out"))
        }
        return objections
    }

    private static func narrowed(_ policy: Policy, _ schema: Schema) -> [CedarError] {
        let scope = policy.scope
        let facts = policy.conditions.flatMap(\.body.factsRead)
        let who = facts.first { $0.path == "context.\(requesterFact)" }?.span
        let isAboutMore = facts.contains { $0.path != "context.\(requesterFact)" }
        func read(_ variable: Variable) -> CedarSpan? {
            policy.conditions.lazy.compactMap { $0.body.reading(variable) }.first
        }
        func isOpen(_ constraint: EntityConstraint, _ type: (Schema.Environment) -> String) -> Bool {
            switch constraint {
            case .any: true
            case .isType(let name): schema.environments.allSatisfy { type($0) == name }
            case .equal, .memberOf, .isTypeIn: false
            }
        }
        var objections: [CedarError] = []
        if let span = isOpen(scope.principal, \.principal)
            ? read(.principal) ?? (isAboutMore ? who : nil)
            : scope.principalSpan
        {
            objections.append(
                floor(
                    policy, "binds some requesters and not others", at: span,
                    help: "no one is exempt from a floor: leave out who asks, or move the rule to a policy"))
        }
        if let span = isOpen(scope.resource, \.resource) ? read(.resource) : scope.resourceSpan {
            objections.append(
                floor(
                    policy, "binds some datasets and not others", at: span,
                    help: "a floor holds of every dataset: leave out which one, or move the rule to a policy"))
        }
        if let span = read(.action) {
            objections.append(
                floor(
                    policy, "asks for the action in a condition", at: span,
                    help: "name the action between the parentheses, after `action ==`"))
        }
        return objections
    }

    private static func floor(_ policy: Policy, _ fault: String, at span: CedarSpan, help: String) -> CedarError {
        CedarError(.floor, "the floor `\(policy.id)` \(fault)", at: span, help: help)
    }
}

extension CedarError.Code {
    package static let missingFile = Self("missing file")
    /// A rule that doesn't say what it is, by which right or until when.
    package static let missingNote = Self("missing note")
    /// A floor that could be lifted.
    package static let floor = Self("floor")
    /// A character that isn't seen, or that is taken for another.
    package static let hiddenCharacter = Self("hidden character")
}

extension Expr {
    /// Every fact of the context that is read, and where; `context` where the whole of it is.
    fileprivate var factsRead: [(path: String, span: CedarSpan)] {
        if case .has(let base, let names) = kind, let path = base.contextPath {
            return [(names.reduce(path) { $0 + $1.asAttributeAccess }, span)]
        }
        if let path = contextPath { return [(path, span)] }
        return kind.operands.flatMap(\.factsRead)
    }

    /// Where who asks, what is done or on what is read, if it is.
    fileprivate func reading(_ variable: Variable) -> CedarSpan? {
        if case .variable(variable) = kind { return span }
        return kind.operands.lazy.compactMap { $0.reading(variable) }.first
    }

    fileprivate var entitiesNamed: [(uid: EntityUID, span: CedarSpan)] {
        if case .literal(.entity(let uid)) = kind { return [(uid, span)] }
        return kind.operands.flatMap(\.entitiesNamed)
    }
}

extension String {
    /// With every letter beyond ASCII as its number, so that it isn't taken for another.
    fileprivate var inASCII: String {
        unicodeScalars.map { $0.isASCII && !$0.isHidden ? String($0) : "\\u{\(String($0.value, radix: 16))}" }.joined()
    }
}
