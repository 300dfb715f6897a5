// SPDX-License-Identifier: Apache-2.0
//
// A sentence of the controlled language back to Cedar text, which Cedar's own parser then reads: the reader decides
// nothing by itself. Recursive descent with the writer's words; where two readings are possible the longest word wins,
// and a writer that cares reads its sentence back before showing it (Sentences.swift).

import Cedar
import ImpactAssessment
import Studies

struct SentenceReader {
    private let vocabulary: Vocabulary
    private let words: SentenceWords
    private let text: String
    var rest: Substring
    /// What was still to be read where reading got furthest.
    private var shortest: Substring
    /// Brackets that are open.
    private var depth = 0

    private var language: Language { words.language }

    init(_ sentence: String, _ vocabulary: Vocabulary, _ language: Language) {
        self.vocabulary = vocabulary
        words = .of(language)
        text = sentence.plainSpaces
        rest = text[...]
        shortest = rest
    }

    /// The rule in Cedar, without annotations.
    mutating func cedarText() throws(CedarError) -> String {
        guard let head = scope(), let conditions = conditions(), take("."), rest.isEmpty else { throw stuck() }
        return head + conditions + ";"
    }

    /// A condition on its own: `si ...`; nil when that isn't all.
    mutating func conditionText() -> String? {
        rest = " " + rest
        guard let text = conditions(), rest.isEmpty else { return nil }
        return text
    }

    private func stuck() -> CedarError {
        let source = SourceText(text, file: "sentence")
        let start = text.utf8.distance(from: text.startIndex, to: shortest.startIndex)
        let end = min(source.utf8.count, start + 40)
        return CedarError(
            .syntax, "the sentence can't be read from here", at: CedarSpan(source, start..<end),
            help: language == .fr
                ? "write `Un demandeur peut réaliser une étude si ...` with the words of the vocabulary"
                : "write `A requester may run a study if ...` with the words of the vocabulary")
    }

    // MARK: Pieces

    /// Takes a literal; in French also its elided form.
    private mutating func take(_ literal: String) -> Bool {
        if rest.utf8.count < shortest.utf8.count { shortest = rest }
        if rest.hasPrefix(literal) {
            rest = rest.dropFirst(literal.count)
            return true
        }
        guard language == .fr else { return false }
        for (full, short) in SentenceWords.elisions where (" " + literal).hasSuffix(full) {
            let elided = String((" " + literal).dropLast(full.count) + short).dropFirst()
            if rest.hasPrefix(elided) {
                rest = rest.dropFirst(elided.count)
                return true
            }
        }
        return false
    }

    /// The result of a reading, or the place before it.
    private mutating func attempt<Result>(_ reading: (inout Self) -> Result?) -> Result? {
        let start = rest
        if let result = reading(&self) { return result }
        rest = start
        return nil
    }

    /// Cedar's text between backticks.
    private mutating func code() -> String? {
        guard take("`"), let end = rest.firstIndex(of: "`") else { return nil }
        let code = rest[..<end]
        rest = rest[end...].dropFirst()
        return String(code)
    }

    // MARK: Scope

    private mutating func scope() -> String? {
        guard let (effect, principal) = principal(), let action = action() else { return nil }
        return "\(effect)(principal\(principal), action\(action), resource\(resource()))"
    }

    private mutating func principal() -> (effect: String, constraint: String)? {
        if let plain = attempt({ $0.take($0.words.anyone + $0.words.may) ? ("permit", "") : nil }) { return plain }
        if let plain = attempt({ $0.take($0.words.noOne + $0.words.mayNot) ? ("forbid", "") : nil }) { return plain }
        for (type, named) in vocabulary.principals {
            if take(named.any[language] + words.may) { return ("permit", " is \(type)") }
            if take(named.none[language] + words.mayNot) { return ("forbid", " is \(type)") }
        }
        for (article, middle, effect) in [(words.aThing, words.may, "permit"), (words.noThing, words.mayNot, "forbid")]
        {
            let type = attempt { reader -> String? in
                guard reader.take(article + " "), let type = reader.code(), reader.take(middle) else { return nil }
                return type
            }
            if let type { return (effect, " is \(type)") }
        }
        guard let uid = code() else { return nil }
        if take(words.mayNeither) { return ("forbid", " == \(uid)") }
        return take(words.may) ? ("permit", " == \(uid)") : nil
    }

    private mutating func action() -> String? {
        for (uid, named) in vocabulary.actions where take(named[language]) { return " == \(uid)" }
        if let list = attempt({ $0.take($0.words.oneActionOf + " ") ? $0.code() : nil }) { return " in \(list)" }
        if let uid = attempt({ $0.take($0.words.thisAction + " ") ? $0.code() : nil }) { return " == \(uid)" }
        return take(words.anyAction) ? "" : nil
    }

    private mutating func resource() -> String {
        for (type, resource) in vocabulary.resources {
            for (id, named) in resource.values where take(" " + named[language]) {
                return " == \(EntityUID(type: type, id: id))"
            }
            if take(" " + resource.any[language]) { return " is \(type)" }
            let id = attempt { reader in
                reader.around(resource.one, before: " ") { $0.quoted() }
            }
            if let id { return " == \(EntityUID(type: type, id: id))" }
        }
        if let type = attempt({ $0.take(" \($0.words.onA) ") ? $0.code() : nil }) { return " is \(type)" }
        if let uid = attempt({ $0.take(" \($0.words.onThis) ") ? $0.code() : nil }) { return " == \(uid)" }
        return ""
    }

    private mutating func quoted() -> String? {
        guard take(words.quotes.open), let end = rest.range(of: words.quotes.close) else { return nil }
        let text = rest[..<end.lowerBound]
        rest = rest[end.upperBound...]
        return String(text)
    }

    /// A template's text around what its `{}` stands for.
    private mutating func around<Result>(
        _ says: Localized, before: String = "", _ slot: (inout Self) -> Result?
    ) -> Result? {
        let parts = says[language].split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
        guard take(before + parts[0]), let result = slot(&self), parts.count < 2 || take(String(parts[1])) else {
            return nil
        }
        return result
    }

    // MARK: Conditions

    private mutating func conditions() -> String? {
        var text = ""
        while true {
            let kind = attempt { reader -> String? in
                for joint in [", ", reader.words.and, " "] where reader.take(joint) {
                    if reader.take(reader.words.unless) { return "unless" }
                    return reader.take(reader.words.when) ? "when" : nil
                }
                return nil
            }
            guard let kind else { return text }
            guard let body = body() else { return nil }
            text += " \(kind) { \(body) }"
        }
    }

    private mutating func body() -> String? {
        guard depth < Limits.depth else { return nil }
        depth += 1
        defer { depth -= 1 }
        guard var terms = tight() else { return nil }
        for (joint, sign) in [(words.and, " && "), (words.or, " || ")] {
            var isJoined = false
            while let next = attempt({ $0.take(joint) ? $0.tight() : nil }) {
                isJoined = true
                terms += sign == " && " || next.count == 1 ? next : ["(\(next.joined(separator: " && ")))"]
            }
            if isJoined { return terms.joined(separator: sign) }
        }
        return terms.joined(separator: " && ")
    }

    /// One term, or two for a range.
    private mutating func tight() -> [String]? {
        if let inner = attempt({ $0.take("(") ? $0.body() : nil }) { return take(")") ? ["(\(inner))"] : nil }
        if take(words.isFalse) {
            guard take("("), let inner = body(), take(")") else { return nil }
            return ["!(\(inner))"]
        }
        let formula = attempt { reader -> String? in
            guard reader.take(reader.words.formula.before), let code = reader.code(),
                reader.take(reader.words.formula.after)
            else { return nil }
            return code
        }
        if let formula { return ["(\(formula))"] }
        for fact in vocabulary.facts {
            if let clauses = attempt({ $0.clauses(fact) }) { return clauses.map(\.cedarText) }
        }
        return nil
    }

    // MARK: Clauses

    private mutating func clauses(_ fact: Vocabulary.Fact) -> [FactClause]? {
        func clause(_ demand: FactClause.Demand?) -> [FactClause]? {
            demand.map { [FactClause(fact: fact.name, demand: $0)] }
        }
        switch fact.form {
        case .number(let says, let unit, let scale, let names):
            let form = NumberForm(unit: unit, scale: scale, names: names)
            return around(says) { $0.comparison(form) ?? $0.range(form) }?
                .map { FactClause(fact: fact.name, demand: .compares($0.0, .long($0.1))) }
        case .day(let says): return clause(around(says) { $0.dayDemand() })
        case .truth(let yes, let no):
            if take(yes[language]) { return clause(.holds) }
            return take(no[language]) ? clause(.fails) : nil
        case .choice(let says, let isNot):
            if let demand = attempt({ $0.around(says) { $0.choice(fact, isNot: false) } }) { return clause(demand) }
            return clause(around(isNot) { $0.choice(fact, isNot: true) })
        case .set(let includes, let excludes, let only):
            if let list = attempt({ $0.around(only) { $0.list(fact, $0.words.and) } }) { return clause(.only(list)) }
            if let demand = attempt({ $0.around(excludes) { $0.excluded(fact) } }) { return clause(demand) }
            return clause(around(includes) { $0.included(fact) })
        }
    }

    private struct NumberForm {
        let unit: Vocabulary.Unit?
        let scale: Vocabulary.Scale
        let names: [Int64: Localized]
    }

    private mutating func comparison(_ form: NumberForm) -> [(BinaryOperator, Int64)]? {
        for (operation, relation) in words.comparisons {
            let number = attempt { $0.take(String((" " + relation).dropFirst())) ? $0.number(form) : nil }
            if let number { return [(SentenceWords.mirrored(operation, scale: form.scale), number)] }
        }
        return nil
    }

    private mutating func range(_ form: NumberForm) -> [(BinaryOperator, Int64)]? {
        guard take(words.between), let low = NumberWords.number(from: &rest, scale: form.scale, language),
            take(words.and), let high = number(form)
        else { return nil }
        return [(.greaterOrEqual, low), (.lessOrEqual, high)]
    }

    /// A named number, or digits with the unit.
    private mutating func number(_ form: NumberForm) -> Int64? {
        let named = form.names.sorted { $0.value[language].count > $1.value[language].count }
        if let name = named.first(where: { rest.hasPrefix($0.value[language]) }) {
            rest = rest.dropFirst(name.value[language].count)
            return name.key
        }
        guard let number = NumberWords.number(from: &rest, scale: form.scale, language) else { return nil }
        guard let unit = form.unit else { return number }
        return take(" " + unit.many[language]) || take(" " + unit.one[language]) ? number : nil
    }

    private mutating func dayDemand() -> FactClause.Demand? {
        for (operation, relation) in words.dates {
            let day = attempt { reader -> Day? in
                guard reader.take(relation) else { return nil }
                return NumberWords.day(from: &reader.rest, reader.language)
            }
            if let day { return .compares(operation, .day(day)) }
        }
        return nil
    }

    // MARK: Lists

    private mutating func choice(_ fact: Vocabulary.Fact, isNot: Bool) -> FactClause.Demand? {
        guard let list = list(fact, words.or) else { return nil }
        if list.count > 1 || take(words.onlyChoice) { return isNot ? .noneOf(list) : .oneOf(list) }
        return .compares(isNot ? .notEqual : .equal, list[0])
    }

    private mutating func included(_ fact: Vocabulary.Fact) -> FactClause.Demand? {
        if take(words.allOf) { return list(fact, words.and).map { .includesAll($0) } }
        guard let list = list(fact, words.or) else { return nil }
        return list.count > 1 || take(words.onlyChoice) ? .includesAny(list) : .includes(list[0])
    }

    private mutating func excluded(_ fact: Vocabulary.Fact) -> FactClause.Demand? {
        guard let list = list(fact, words.nor) else { return nil }
        return list.count > 1 || take(words.onlyChoice) ? .includesNone(list) : .excludes(list[0])
    }

    /// `a, b ou c`: at least one; the joint stands before the last of several.
    private mutating func list(_ fact: Vocabulary.Fact, _ joint: String) -> [RuleConstant]? {
        guard let first = constant(fact) else { return nil }
        var list = [first]
        while let next = attempt({ $0.take(", ") ? $0.constant(fact) : nil }) { list.append(next) }
        guard let last = attempt({ $0.take(joint) ? $0.constant(fact) : nil }) else {
            return list.count == 1 ? list : nil
        }
        return list + [last]
    }

    private mutating func constant(_ fact: Vocabulary.Fact) -> RuleConstant? {
        let known = fact.values.filter { rest.hasPrefix($0.value[language]) }
        if let longest = known.max(by: { $0.value[language].count < $1.value[language].count }) {
            rest = rest.dropFirst(longest.value[language].count)
            return fact.constant(longest.key)
        }
        return attempt { $0.quoted() }.map { fact.constant($0) }
    }
}
