// SPDX-License-Identifier: Apache-2.0
//
// Why a policy did or didn't apply: the three constraints of its scope and every part of its conditions, each with its
// own outcome. A `when` splits at its outermost `&&`; an `unless` at its outermost `||`, and each part of it holds
// when the body's part is false. The policy applies exactly when all of them hold.

/// One part of a policy, for one request.
package struct ConditionOutcome: Sendable {
    package enum Clause: String, Hashable, Sendable {
        case principal, action, resource, when, unless
    }

    package enum Result: Hashable, Sendable {
        case holds
        case fails
        case error(CedarError)

        package static func == (left: Result, right: Result) -> Bool {
            switch (left, right) {
            case (.holds, .holds), (.fails, .fails): true
            case (.error(let one), .error(let two)): one == two
            default: false
            }
        }

        package func hash(into hasher: inout Hasher) {
            if case .error(let error) = self { hasher.combine(error.code) } else { hasher.combine(self == .holds) }
        }
    }

    /// A comparison and what its sides were worth.
    package struct Comparison: Hashable, Sendable {
        /// `==`, `<=`, `contains`, `lessThan`, ...
        package let operation: String
        /// The fact that was read, such as `context.epsilonMicro`: the left side's, else the right side's.
        package let contextPath: String?
        package let left: Value
        package let right: Value
    }

    package let clause: Clause
    /// The part as it was written.
    package let text: String
    package let span: CedarSpan
    package let result: Result
    /// When the part is a comparison (or the `!` of one) and both sides could be evaluated.
    package let comparison: Comparison?
    /// The part itself; nil for the scope.
    package let expression: Expr?
}

extension Authorizer {
    /// Every part on its own, also those that evaluation would not have reached.
    package static func explain(
        _ request: Request, _ policy: Policy, groups: ActionGroups = .none
    ) -> [ConditionOutcome] {
        let explainer = Explainer(evaluator: Evaluator(request, groups: groups))
        return explainer.scope(policy.scope) + policy.conditions.flatMap(explainer.outcomes)
    }
}

private struct Explainer {
    let evaluator: Evaluator

    func scope(_ scope: Scope) -> [ConditionOutcome] {
        [
            outcome(.principal, scope.principalSpan) { () throws(CedarError) in try evaluator.holdsPrincipal(scope) },
            outcome(.action, scope.actionSpan) { () throws(CedarError) in evaluator.holds(scope.action) },
            outcome(.resource, scope.resourceSpan) { () throws(CedarError) in try evaluator.holdsResource(scope) },
        ]
    }

    func outcomes(_ condition: Condition) -> [ConditionOutcome] {
        let isWhen = condition.kind == .when
        return (isWhen ? condition.body.conjuncts : condition.body.disjuncts).map { part in
            outcome(isWhen ? .when : .unless, part.span, part) { () throws(CedarError) in
                try evaluator.bool(part) == isWhen
            }
        }
    }

    private func outcome(
        _ clause: ConditionOutcome.Clause, _ span: CedarSpan, _ part: Expr? = nil,
        _ holds: () throws(CedarError) -> Bool
    ) -> ConditionOutcome {
        var result: ConditionOutcome.Result
        do throws(CedarError) {
            result = try holds() ? .holds : .fails
        } catch {
            result = .error(error)
        }
        return ConditionOutcome(
            clause: clause, text: span.text, span: span, result: result, comparison: part.flatMap(comparison),
            expression: part)
    }

    private func comparison(_ part: Expr) -> ConditionOutcome.Comparison? {
        guard let (operation, left, right) = part.sides,
            let leftValue = try? evaluator.value(left), let rightValue = try? evaluator.value(right)
        else { return nil }
        return ConditionOutcome.Comparison(
            operation: operation, contextPath: left.contextPath ?? right.contextPath, left: leftValue,
            right: rightValue)
    }
}

extension Expr {
    /// Through nested `&&`.
    package var conjuncts: [Expr] {
        if case .and(let terms) = kind { terms.flatMap(\.conjuncts) } else { [self] }
    }

    /// Through nested `||`.
    package var disjuncts: [Expr] {
        if case .or(let terms) = kind { terms.flatMap(\.disjuncts) } else { [self] }
    }

    /// The operator and the two sides of a comparison, also below `!`.
    package var sides: (operation: String, left: Expr, right: Expr)? {
        switch kind {
        case .not(let operand): operand.sides
        case .binary(let operation, let left, let right): (operation.rawValue, left, right)
        case .method(let method, let receiver, let arguments):
            arguments.first.map { (method.rawValue, receiver, $0) }
        case .call(let function, let arguments):
            arguments.count == 2 ? (function.rawValue, arguments[0], arguments[1]) : nil
        default: nil
        }
    }
}
