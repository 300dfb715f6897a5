// SPDX-License-Identifier: Apache-2.0
//
// What a rule asks of one fact of the context: the forms of level 0 that have words of their own, and a form in
// rules.yaml. One value for the three ways to write it (Cedar, sentence, form), so that each can be read as another.
// Comparisons with the constant on the left, of two facts, of records and `if` have no such value: see Sentences.

import Cedar
import Studies

/// A constant that a rule names.
package enum RuleConstant: Hashable, Sendable {
    case long(Int64)
    case text(String)
    /// `datetime("2026-03-02")`: midnight UTC.
    case day(Day)
    case entity(EntityUID)

    init?(_ expression: Expr) {
        switch expression.kind {
        case .literal(.long(let number)): self = .long(number)
        case .literal(.string(let text)): self = .text(text)
        case .literal(.entity(let uid)): self = .entity(uid)
        case .call(.datetime, let arguments):
            guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind, let day = Day(text) else {
                return nil
            }
            self = .day(day)
        default: return nil
        }
    }

    var cedarText: String {
        switch self {
        case .long(let number): String(number)
        case .text(let text): text.cedarQuoted
        case .day(let day): "datetime(\"\(day)\")"
        case .entity(let uid): uid.description
        }
    }

    /// The string or the entity's id, under which a vocabulary has words for it.
    var name: String? {
        switch self {
        case .text(let text): text
        case .entity(let uid): uid.id
        case .long, .day: nil
        }
    }
}

package struct FactClause: Hashable, Sendable {
    package enum Demand: Hashable, Sendable {
        /// `fact < constant` and the like, `==` and `!=` among them.
        case compares(BinaryOperator, RuleConstant)
        /// `[...].contains(fact)`, and not so.
        case oneOf([RuleConstant])
        case noneOf([RuleConstant])
        /// `fact.contains(constant)`, and not so.
        case includes(RuleConstant)
        case excludes(RuleConstant)
        case includesAll([RuleConstant])
        case includesAny([RuleConstant])
        case includesNone([RuleConstant])
        /// `[...].containsAll(fact)`.
        case only([RuleConstant])
        /// The boolean fact itself, and its `!`.
        case holds
        case fails
    }

    /// The name of a fact of the context, such as `epsilonMicro`.
    package let fact: String
    package let demand: Demand

    package init(fact: String, demand: Demand) {
        self.fact = fact
        self.demand = demand
    }

    /// Nil when the expression is of another form.
    package init?(_ expression: Expr) {
        if let clause = FactClause(plain: expression) {
            self = clause
        } else if case .not(let operand) = expression.kind, let inner = FactClause(plain: operand),
            let opposite = inner.demand.opposite
        {
            self.init(fact: inner.fact, demand: opposite)
        } else {
            return nil
        }
    }

    private init?(plain expression: Expr) {
        if let fact = FactClause.fact(expression) {
            self.init(fact: fact, demand: .holds)
            return
        }
        switch expression.kind {
        case .binary(let operation, let left, let right):
            guard let fact = FactClause.fact(left), let constant = RuleConstant(right) else { return nil }
            self.init(fact: fact, demand: .compares(operation, constant))
        case .method(let method, let receiver, let arguments):
            guard let argument = arguments.first else { return nil }
            self.init(method, receiver, argument)
        default: return nil
        }
    }

    private init?(_ method: SetMethod, _ receiver: Expr, _ argument: Expr) {
        if let fact = FactClause.fact(receiver) {
            if method == .contains {
                guard let constant = RuleConstant(argument) else { return nil }
                self.init(fact: fact, demand: .includes(constant))
                return
            }
            guard let list = FactClause.list(argument) else { return nil }
            switch method {
            case .containsAll: self.init(fact: fact, demand: .includesAll(list))
            case .containsAny: self.init(fact: fact, demand: .includesAny(list))
            default: return nil
            }
        } else {
            guard let list = FactClause.list(receiver), let fact = FactClause.fact(argument) else { return nil }
            switch method {
            case .contains: self.init(fact: fact, demand: .oneOf(list))
            case .containsAll: self.init(fact: fact, demand: .only(list))
            default: return nil
            }
        }
    }

    private static func fact(_ expression: Expr) -> String? {
        guard case .attribute(let base, let name) = expression.kind, base.kind == .variable(.context) else {
            return nil
        }
        return name
    }

    /// At least one constant, and nothing else.
    private static func list(_ expression: Expr) -> [RuleConstant]? {
        guard case .set(let elements) = expression.kind, !elements.isEmpty else { return nil }
        let constants = elements.compactMap { RuleConstant($0) }
        return constants.count == elements.count ? constants : nil
    }

    package var cedarText: String {
        let name = "context" + fact.asAttributeAccess
        func listed(_ list: [RuleConstant]) -> String { "[" + list.map(\.cedarText).joined(separator: ", ") + "]" }
        return switch demand {
        case .compares(let operation, let constant): "\(name) \(operation.rawValue) \(constant.cedarText)"
        case .oneOf(let list): "\(listed(list)).contains(\(name))"
        case .noneOf(let list): "!\(listed(list)).contains(\(name))"
        case .includes(let constant): "\(name).contains(\(constant.cedarText))"
        case .excludes(let constant): "!\(name).contains(\(constant.cedarText))"
        case .includesAll(let list): "\(name).containsAll(\(listed(list)))"
        case .includesAny(let list): "\(name).containsAny(\(listed(list)))"
        case .includesNone(let list): "!\(name).containsAny(\(listed(list)))"
        case .only(let list): "\(listed(list)).containsAll(\(name))"
        case .holds: name
        case .fails: "!\(name)"
        }
    }
}

extension FactClause.Demand {
    /// What `!` makes of it, where that has a form of its own.
    fileprivate var opposite: Self? {
        switch self {
        case .oneOf(let list): .noneOf(list)
        case .includes(let constant): .excludes(constant)
        case .includesAny(let list): .includesNone(list)
        case .holds: .fails
        default: nil
        }
    }
}
