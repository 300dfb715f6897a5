// SPDX-License-Identifier: Apache-2.0
//
// Rules back to rules.yaml, in one fixed layout. Refused is what YAML could not give back in the same order: two
// demands of one kind on one fact, in one condition.

import Cedar
import Studies

extension RuleForm {
    /// - Throws: `.unsayable` for a fact without a key, or demands that one mapping can't hold.
    package func yaml(_ vocabulary: Vocabulary) throws(CedarError) -> String {
        var text = "rules:\n"
        for (index, rule) in rules.enumerated() {
            if index > 0 { text += "\n" }
            text += try RuleText(vocabulary: vocabulary).text(rule)
        }
        return text
    }
}

private struct RuleText {
    let vocabulary: Vocabulary

    func text(_ rule: RuleForm.Rule) throws(CedarError) -> String {
        var lines = rule.notes.filter { RuleForm.noteNames.contains($0.name) }.map { "\($0.name): \(quoted($0.text))" }
        let others = rule.notes.filter { !RuleForm.noteNames.contains($0.name) }
        if !others.isEmpty {
            lines.append("notes: { " + others.map { "\($0.name): \(quoted($0.text))" }.joined(separator: ", ") + " }")
        }
        if rule.isForAnyone != (rule.effect == .forbid) {
            lines.append("who: \(rule.isForAnyone ? "anyone" : "requesters")")
        }
        lines.append("\(rule.effect.rawValue): \(rule.dataset.map(quoted) ?? "all")")
        var kind: Condition.Kind?
        for part in rule.parts {
            if part.kind != kind {
                guard kind == nil || !lines.contains("\(part.kind.rawValue):") else {
                    throw RuleForm.unsayable(
                        "`when` and `unless` in turns", at: nil, help: "put every `when` before every `unless`")
                }
                kind = part.kind
                lines.append("\(part.kind.rawValue):")
            }
            lines.append("  - " + (try text(part)))
        }
        return lines.enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 + "\n" }.joined()
    }

    private func text(_ part: RuleForm.Part) throws(CedarError) -> String {
        var entries: [(fact: Vocabulary.Fact, demands: [FactClause.Demand])] = []
        for clause in part.clauses {
            guard let fact = vocabulary[fact: clause.fact] else {
                throw RuleForm.unsayable("the fact `\(clause.fact)`", at: nil, help: "give it a key in the vocabulary")
            }
            if entries.last?.fact.name == fact.name {
                entries[entries.count - 1].demands.append(clause.demand)
            } else if entries.contains(where: { $0.fact.name == fact.name }) {
                throw RuleForm.unsayable("`\(fact.key)` twice in one condition", at: nil, help: "put them side by side")
            } else {
                entries.append((fact, [clause.demand]))
            }
        }
        var texts: [String] = []
        for entry in entries { texts.append("\(entry.fact.key): \(try text(entry.demands, entry.fact))") }
        return texts.count == 1 ? texts[0] : "{ " + texts.joined(separator: ", ") + " }"
    }

    private func text(_ demands: [FactClause.Demand], _ fact: Vocabulary.Fact) throws(CedarError) -> String {
        if demands.count == 1, let plain = plain(demands[0], fact) { return plain }
        var words: [(word: String, value: String)] = []
        var index = 0
        while index < demands.count {
            guard let (word, value) = pair(demands[index], fact), !words.contains(where: { $0.word == word }) else {
                throw RuleForm.unsayable("this of `\(fact.key)`", at: nil, help: "keep this rule in Cedar")
            }
            var values = [value]
            while word == FormWords.includes, index + 1 < demands.count,
                let (next, another) = pair(demands[index + 1], fact), next == word
            {
                values.append(another)
                index += 1
            }
            words.append((word, values.count == 1 ? value : "[" + values.joined(separator: ", ") + "]"))
            index += 1
        }
        return "{ " + words.map { "\($0.word): \($0.value)" }.joined(separator: ", ") + " }"
    }

    private func plain(_ demand: FactClause.Demand, _ fact: Vocabulary.Fact) -> String? {
        switch (demand, fact.form) {
        case (.holds, .truth): "true"
        case (.fails, .truth): "false"
        case (.oneOf(let list), .choice): listed(list)
        case (.compares(.equal, let constant), .choice): constant.name.map(quoted)
        default: nil
        }
    }

    private func pair(_ demand: FactClause.Demand, _ fact: Vocabulary.Fact) -> (String, String)? {
        switch (demand, fact.form) {
        case (.compares(let operation, .long(let number)), .number(_, _, let scale, _)):
            FormWords.word(operation, of: fact).map { ($0, FormWords.text(number, scale)) }
        case (.compares(let operation, .day(let day)), .day):
            FormWords.word(operation, of: fact).map { ($0, day.description) }
        case (.compares(.notEqual, let constant), .choice): constant.name.map { (FormWords.isNot, quoted($0)) }
        case (.noneOf(let list), .choice): (FormWords.noneOf, listed(list))
        case (.only(let list), .set): (FormWords.only, listed(list))
        case (.includes(let constant), .set): constant.name.map { (FormWords.includes, quoted($0)) }
        case (.includesAll(let list), .set): (FormWords.includesAll, listed(list))
        case (.includesAny(let list), .set): (FormWords.includesAny, listed(list))
        case (.excludes(let constant), .set): constant.name.map { (FormWords.excludes, quoted($0)) }
        case (.includesNone(let list), .set): (FormWords.excludes, listed(list))
        default: nil
        }
    }

    private func listed(_ list: [RuleConstant]) -> String {
        "[" + list.compactMap(\.name).map(quoted).joined(separator: ", ") + "]"
    }

    /// Plain where YAML reads it as it stands, else between double quotes with JSON's escapes.
    private func quoted(_ text: String) -> String {
        if text.wholeMatch(of: #/[A-Za-z0-9_][A-Za-z0-9_.\-]*/#) != nil { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 32 || (127..<160).contains(scalar.value) || scalar.value > 0xFFFD:
                result +=
                    "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
