// SPDX-License-Identifier: Apache-2.0
//
// The tree of an expression, for the whole language. Chains of `&&` and `||` are flat lists, so that a long rule is
// not a deep one. Equality and hashing are those of the tree: places in the text don't count.

package struct Expr: Hashable, Sendable {
    package indirect enum Kind: Hashable, Sendable {
        case literal(Value)
        case variable(Variable)
        /// `?principal` or `?resource`, in templates only.
        case slot(Variable)
        case conditional(Expr, then: Expr, otherwise: Expr)
        /// Two or more.
        case and([Expr])
        /// Two or more.
        case or([Expr])
        case not(Expr)
        /// A minus sign before anything but an integer literal.
        case negate(Expr)
        case binary(BinaryOperator, Expr, Expr)
        case method(SetMethod, Expr, [Expr])
        /// `x has a.b.c`; one name or more.
        case has(Expr, [String])
        case like(Expr, [PatternElement])
        case isType(Expr, String, in: Expr?)
        case attribute(Expr, String)
        case set([Expr])
        case record([RecordField])
        /// A method's receiver is its first argument.
        case call(ExtensionFunction, [Expr])
    }

    package let kind: Kind
    package let span: CedarSpan
    /// Levels below and including this one.
    package let depth: Int

    init(_ kind: Kind, at span: CedarSpan) {
        self.kind = kind
        self.span = span
        depth = 1 + (kind.operands.map(\.depth).max() ?? 0)
    }

    package static func == (left: Expr, right: Expr) -> Bool {
        left.kind == right.kind
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
    }
}

package struct RecordField: Hashable, Sendable {
    package let name: String
    package let value: Expr
}

package enum Variable: String, Hashable, Sendable {
    case principal, action, resource, context
}

package enum BinaryOperator: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case memberOf = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
}

/// Methods of sets, and the two of tags.
package enum SetMethod: String, Hashable, Sendable {
    case contains, containsAll, containsAny, isEmpty, getTag, hasTag

    /// Arguments beside the receiver.
    var arity: Int { self == .isEmpty ? 0 : 1 }
}

package enum ExtensionFunction: String, Hashable, Sendable {
    case decimal, ip, datetime, duration
    case lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual
    case isIpv4, isIpv6, isLoopback, isMulticast, isInRange
    case offset, durationSince, toDate, toTime
    case toMilliseconds, toSeconds, toMinutes, toHours, toDays

    /// Called as `decimal("1.0")`; the others as methods.
    var isConstructor: Bool {
        switch self {
        case .decimal, .ip, .datetime, .duration: true
        default: false
        }
    }

    /// The feature that level 0 leaves out, if it is one.
    var feature: Feature? {
        switch self {
        case .decimal, .datetime, .duration, .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: nil
        case .ip, .isIpv4, .isIpv6, .isLoopback, .isMulticast, .isInRange: .ip
        case .offset, .durationSince, .toDate, .toTime, .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays:
            .dateArithmetic
        }
    }

    /// With the receiver of a method.
    var arity: Int {
        switch self {
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual, .isInRange, .offset, .durationSince: 2
        default: 1
        }
    }
}

extension Expr.Kind {
    /// The expressions directly below, in the order of evaluation.
    package var operands: [Expr] {
        switch self {
        case .literal, .variable, .slot: []
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        case .and(let list), .or(let list), .set(let list), .call(_, let list): list
        case .not(let one), .negate(let one), .has(let one, _), .like(let one, _), .attribute(let one, _): [one]
        case .binary(_, let left, let right): [left, right]
        case .method(_, let receiver, let arguments): [receiver] + arguments
        case .isType(let one, _, let container): [one] + (container.map { [$0] } ?? [])
        case .record(let fields): fields.map(\.value)
        }
    }
}

extension Expr {
    /// `context.a.b` as text, when the expression is the context or a chain of attributes below it.
    package var contextPath: String? {
        switch kind {
        case .variable(.context): "context"
        case .attribute(let base, let name): base.contextPath.map { "\($0)\(name.asAttributeAccess)" }
        default: nil
        }
    }
}
