// SPDX-License-Identifier: Apache-2.0
//
// Reading rules.yaml: `rules` is a list; each rule has `id`, `titre`, `base_legale`, `expire`, then `permit:
// dataset` or `forbid: dataset` (`all` for every one), `when` and `unless`. Facts go by their `key` of the
// vocabulary, numbers in the unit in which people speak of them.

import Cedar
import Studies

extension RuleForm {
    /// - Parameter file: named in messages; nothing is read from it.
    package init(
        yaml text: String, file: String, vocabulary: Vocabulary, schema: Schema
    ) throws(CedarError) {
        let terms = try Terms(schema)
        let document = try YAMLNode.document(text, file: file)
        guard let list = try document.fields(["rules"])["rules"] else {
            throw document.error(.missingAttribute, "the key `rules` is missing", help: "add `rules:`")
        }
        var rules: [Rule] = []
        var seen: Set<String> = []
        for node in try list.list() {
            let rule = try RuleReader(vocabulary: vocabulary).rule(node)
            guard seen.insert(rule.notes.first { $0.name == "id" }?.text ?? "").inserted else {
                throw node.error(.duplicate, "two rules have this `id`", help: "give each rule its own")
            }
            rules.append(rule)
        }
        self.init(rules: rules, terms: terms)
    }
}

private struct RuleReader {
    let vocabulary: Vocabulary

    func rule(_ node: YAMLNode) throws(CedarError) -> RuleForm.Rule {
        let known = RuleForm.noteNames + ["notes", "who", "permit", "forbid", "when", "unless"]
        let fields = try node.fields(known, optional: Set(known.dropFirst()))
        guard let effectNode = fields["permit"] ?? fields["forbid"], fields["permit"] == nil || fields["forbid"] == nil
        else {
            throw node.error(
                .missingAttribute, "a rule permits or forbids", help: "add `permit: <dataset>` or `forbid: <dataset>`")
        }
        let effect: Effect = fields["permit"] == nil ? .forbid : .permit
        let dataset = try effectNode.text()
        var parts: [RuleForm.Part] = []
        // In the order of the file, so that `unless` may stand before `when`.
        for (key, value) in try node.entries() {
            guard let kind = Condition.Kind(rawValue: try key.text()) else { continue }
            parts += try self.parts(value, kind)
        }
        return RuleForm.Rule(
            notes: try notes(fields), effect: effect, isForAnyone: try isForAnyone(fields["who"], effect),
            dataset: dataset == "all" ? nil : dataset, parts: parts)
    }

    /// A permit is for requesters, a forbid for anyone, unless `who` says otherwise.
    private func isForAnyone(_ node: YAMLNode?, _ effect: Effect) throws(CedarError) -> Bool {
        guard let node else { return effect == .forbid }
        switch try node.text() {
        case "anyone": return true
        case "requesters": return false
        default: throw node.error(.typeMismatch, "`who` has no such choice", help: "write `anyone` or `requesters`")
        }
    }

    private func notes(_ fields: [String: YAMLNode]) throws(CedarError) -> [RuleForm.Note] {
        var notes: [RuleForm.Note] = []
        for name in RuleForm.noteNames {
            if let node = fields[name] { notes.append(RuleForm.Note(name: name, text: try node.text())) }
        }
        guard let others = fields["notes"] else { return notes }
        for (key, value) in try others.entries() {
            let name = try key.text()
            guard !RuleForm.noteNames.contains(name), name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil else {
                throw key.error(.reservedName, "`\(name)` can't be a note", help: "write letters, digits and `_`")
            }
            notes.append(RuleForm.Note(name: name, text: value.node.scalar?.string ?? ""))
        }
        return notes
    }

    // MARK: Conditions

    /// A mapping is one condition for each of its keys; an item of a list is one condition, all its keys together.
    private func parts(_ node: YAMLNode, _ kind: Condition.Kind) throws(CedarError) -> [RuleForm.Part] {
        var parts: [RuleForm.Part] = []
        if node.node.mapping != nil {
            for entry in try node.entries() { parts.append(.init(kind: kind, clauses: try clauses(entry))) }
            return parts
        }
        for item in try node.list() {
            var together: [FactClause] = []
            for entry in try item.entries() { together += try clauses(entry) }
            parts.append(.init(kind: kind, clauses: together))
        }
        return parts
    }

    private func clauses(_ entry: (key: YAMLNode, value: YAMLNode)) throws(CedarError) -> [FactClause] {
        let key = try entry.key.text()
        guard let fact = vocabulary.facts.first(where: { $0.key == key }) else {
            throw entry.key.error(
                .unknownAttribute, "there is no fact `\(key)`",
                help: "use one of " + vocabulary.facts.map { "`\($0.key)`" }.joined(separator: ", "))
        }
        var demands: [FactClause.Demand] = []
        if entry.value.node.mapping != nil {
            for (word, value) in try entry.value.entries() { demands += try self.demands(fact, word, value) }
        } else {
            demands = [try plain(fact, entry.value)]
        }
        return demands.map { FactClause(fact: fact.name, demand: $0) }
    }

    /// `voted: true`, `purpose: x`, `requester: [x, y]`, `cells: 5`.
    private func plain(_ fact: Vocabulary.Fact, _ node: YAMLNode) throws(CedarError) -> FactClause.Demand {
        switch fact.form {
        case .truth:
            switch try node.text() {
            case "true": return .holds
            case "false": return .fails
            default: throw node.error(.typeMismatch, "`\(fact.key)` is true or false", help: "write one of them")
            }
        case .choice:
            guard node.node.sequence == nil else { return .oneOf(try constants(fact, node)) }
            return .compares(.equal, fact.constant(try node.text()))
        case .number, .day: return .compares(.equal, try constant(fact, node))
        case .set:
            throw node.error(
                .typeMismatch, "`\(fact.key)` is a set",
                help: "write `\(fact.key): { only: [...] }` or `{ includes: x }`")
        }
    }

    private func demands(
        _ fact: Vocabulary.Fact, _ word: YAMLNode, _ value: YAMLNode
    ) throws(CedarError) -> [FactClause.Demand] {
        let name = try word.text()
        switch fact.form {
        case .number, .day:
            if let operation = FormWords.comparison(name, of: fact) {
                return [.compares(operation, try constant(fact, value))]
            }
        case .choice:
            if name == FormWords.isNot { return [.compares(.notEqual, fact.constant(try value.text()))] }
            if name == FormWords.noneOf { return [.noneOf(try constants(fact, value))] }
        case .set:
            let list = try constants(fact, value)
            switch name {
            case FormWords.only: return [.only(list)]
            case FormWords.includes: return list.map { .includes($0) }
            case FormWords.includesAll: return [.includesAll(list)]
            case FormWords.includesAny: return [.includesAny(list)]
            case FormWords.excludes: return [value.node.sequence == nil ? .excludes(list[0]) : .includesNone(list)]
            default: break
            }
        case .truth: break
        }
        throw word.error(
            .unknownAttribute, "`\(fact.key)` has no demand `\(name)`",
            help: "write " + FormWords.all(of: fact).map { "`\($0)`" }.joined(separator: ", "))
    }

    private func constants(_ fact: Vocabulary.Fact, _ node: YAMLNode) throws(CedarError) -> [RuleConstant] {
        try node.texts().map { fact.constant($0) }
    }

    private func constant(_ fact: Vocabulary.Fact, _ node: YAMLNode) throws(CedarError) -> RuleConstant {
        let text = try node.text()
        if case .day = fact.form {
            guard let day = Day(text) else {
                throw node.error(.typeMismatch, "`\(text)` is not a day", help: "write a date such as `2026-03-02`")
            }
            return .day(day)
        }
        guard case .number(_, _, let scale, _) = fact.form, let number = FormWords.number(text, scale) else {
            throw node.error(.typeMismatch, "`\(text)` is not a number here", help: "write digits, such as `4`")
        }
        return .long(number)
    }
}
