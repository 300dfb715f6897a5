// SPDX-License-Identifier: Apache-2.0
//
// A rule as one sentence: who may, or may not, do what, if and unless what. Each condition keeps its place; `&&` and
// `||` stand inside one. What has no words is quoted as a formula in Cedar, between backticks.

import Cedar
import ImpactAssessment
import Studies

struct SentenceWriter {
    let vocabulary: Vocabulary
    let words: SentenceWords

    private var language: Language { words.language }

    init(_ vocabulary: Vocabulary, _ language: Language) {
        self.vocabulary = vocabulary
        words = .of(language)
    }

    /// Nil for a scope outside level 0.
    func sentence(_ policy: Policy) -> String? {
        guard let who = principal(policy.scope.principal, policy.effect), let what = action(policy.scope.action),
            let onWhat = resource(policy.scope.resource)
        else { return nil }
        return who + what + onWhat + conditions(policy.conditions) + "."
    }

    // MARK: Scope

    private func principal(_ constraint: EntityConstraint, _ effect: Effect) -> String? {
        let isPermit = effect == .permit
        switch constraint {
        case .any: return (isPermit ? words.anyone : words.noOne) + (isPermit ? words.may : words.mayNot)
        case .isType(let type):
            let named = vocabulary.principals[type]
            return isPermit
                ? (named?.any[language] ?? "\(words.aThing) `\(type)`") + words.may
                : (named?.none[language] ?? "\(words.noThing) `\(type)`") + words.mayNot
        case .equal(.entity(let uid)): return code(uid.description) + (isPermit ? words.may : words.mayNeither)
        default: return nil
        }
    }

    private func action(_ constraint: ActionConstraint) -> String? {
        switch constraint {
        case .any: return words.anyAction
        case .equal(let uid):
            return vocabulary.actions[uid]?[language] ?? "\(words.thisAction) \(code(uid.description))"
        case .memberOf(let uids):
            return "\(words.oneActionOf) \(code("[\(uids.map(\.description).joined(separator: ", "))]"))"
        }
    }

    private func resource(_ constraint: EntityConstraint) -> String? {
        switch constraint {
        case .any: return ""
        case .isType(let type):
            return " " + (vocabulary.resources[type]?.any[language] ?? "\(words.onA) `\(type)`")
        case .equal(.entity(let uid)):
            guard let resource = vocabulary.resources[uid.type], uid.id.isQuotable else {
                return " \(words.onThis) \(code(uid.description))"
            }
            if let known = resource.values[uid.id] { return " " + known[language] }
            return " " + resource.one[language].replacing("{}", with: words.quotes.open + uid.id + words.quotes.close)
        default: return nil
        }
    }

    /// Cedar's text between backticks; a backtick within it is escaped as Cedar's strings are.
    private func code(_ text: String) -> String { "`" + text.replacing("`", with: "\\u{60}") + "`" }

    // MARK: Conditions

    private func conditions(_ conditions: [Condition]) -> String {
        var text = ""
        for (index, condition) in conditions.enumerated() {
            let isLast = index == conditions.count - 1
            if condition.kind == .unless {
                text += ", " + words.unless
            } else if index == 0 {
                text += " " + words.when
            } else {
                text += (isLast ? words.and : ", ") + words.when
            }
            text += body(condition.body)
        }
        return text
    }

    /// One condition, on its own.
    func text(_ condition: Condition) -> String {
        (condition.kind == .when ? words.when : words.unless) + body(condition.body)
    }

    private func body(_ expression: Expr) -> String {
        switch expression.kind {
        case .and(let terms): conjunction(terms).joined(separator: words.and)
        case .or(let terms): terms.map(tight).joined(separator: words.or)
        default: tight(expression)
        }
    }

    /// Two bounds of one fact, side by side, are said as one.
    private func conjunction(_ terms: [Expr]) -> [String] {
        var texts: [String] = []
        var index = 0
        while index < terms.count {
            if index + 1 < terms.count, let range = range(terms[index], terms[index + 1]) {
                texts.append(range)
                index += 2
            } else {
                texts.append(tight(terms[index]))
                index += 1
            }
        }
        return texts
    }

    private func range(_ low: Expr, _ high: Expr) -> String? {
        guard let one = FactClause(low), let two = FactClause(high), one.fact == two.fact,
            case .compares(.greaterOrEqual, .long(let from)) = one.demand,
            case .compares(.lessOrEqual, .long(let to)) = two.demand, let fact = vocabulary[fact: one.fact],
            case .number(let says, let unit, let scale, let names) = fact.form, scale != .powerOfTen
        else { return nil }
        let start = NumberWords.text(from, unit: nil, scale: scale, names: [:], language)
        let end = NumberWords.text(to, unit: unit, scale: scale, names: names, language)
        return filled(says, words.between + start + words.and + end)
    }

    private func tight(_ expression: Expr) -> String {
        if let clause = FactClause(expression), let text = text(clause) { return text }
        switch expression.kind {
        case .and, .or: return "(\(body(expression)))"
        case .not(let operand): return words.isFalse + "(\(body(operand)))"
        default: return words.formula.before + code(expression.cedarText) + words.formula.after
        }
    }

    // MARK: Clauses

    /// Nil when the vocabulary has no words for the form.
    func text(_ clause: FactClause) -> String? {
        guard let fact = vocabulary[fact: clause.fact] else { return nil }
        switch (clause.demand, fact.form) {
        case (.compares(let operation, .long(let number)), .number(let says, let unit, let scale, let names)):
            let shown = SentenceWords.mirrored(operation, scale: scale)
            guard let relation = words.comparisons.first(where: { $0.operation == shown })?.words else { return nil }
            let value = NumberWords.text(number, unit: unit, scale: scale, names: names, language)
            return filled(says, elided(relation, value))
        case (.compares(let operation, .day(let day)), .day(let says)):
            guard let relation = words.dates.first(where: { $0.operation == operation })?.words else { return nil }
            return filled(says, relation + language.day(day))
        case (.compares(.equal, let constant), .choice(let says, _)): return filled(says, word(constant, fact))
        case (.compares(.notEqual, let constant), .choice(_, let says)): return filled(says, word(constant, fact))
        case (.oneOf(let list), .choice(let says, _)): return filled(says, listed(list, fact, words.or, choice: true))
        case (.noneOf(let list), .choice(_, let says)): return filled(says, listed(list, fact, words.or, choice: true))
        case (.holds, .truth(let yes, _)): return yes[language]
        case (.fails, .truth(_, let no)): return no[language]
        case (_, .set(let includes, let excludes, let only)): return text(clause.demand, fact, includes, excludes, only)
        default: return nil
        }
    }

    private func text(
        _ demand: FactClause.Demand, _ fact: Vocabulary.Fact, _ includes: Localized, _ excludes: Localized,
        _ only: Localized
    ) -> String? {
        switch demand {
        case .includes(let constant): filled(includes, word(constant, fact))
        case .excludes(let constant): filled(excludes, word(constant, fact))
        case .includesAll(let list):
            filled(includes, listed(list, fact, words.and, choice: false).map { words.allOf + $0 })
        case .includesAny(let list): filled(includes, listed(list, fact, words.or, choice: true))
        case .includesNone(let list): filled(excludes, listed(list, fact, words.nor, choice: true))
        case .only(let list): filled(only, listed(list, fact, words.and, choice: false))
        default: nil
        }
    }

    /// `a, b ou c`; where one constant alone would be said like another form, `a (seul choix)`.
    private func listed(_ list: [RuleConstant], _ fact: Vocabulary.Fact, _ joint: String, choice: Bool) -> String? {
        let texts = list.compactMap { word($0, fact) }
        guard texts.count == list.count, let last = texts.last else { return nil }
        guard texts.count > 1 else { return choice ? last + words.onlyChoice : last }
        return texts.dropLast().joined(separator: ", ") + joint + last
    }

    private func word(_ constant: RuleConstant, _ fact: Vocabulary.Fact) -> String? {
        guard let name = constant.name, fact.values[name] != nil || name.isQuotable else { return nil }
        return fact.word(name, language)
    }

    private func filled(_ says: Localized, _ text: String?) -> String? {
        guard let text else { return nil }
        let parts = says[language].split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
        return words.joined(String(parts[0]), text) + (parts.count > 1 ? parts[1] : "")
    }

    private func elided(_ relation: String, _ value: String) -> String {
        String(words.joined(" " + relation, value).dropFirst())
    }
}
