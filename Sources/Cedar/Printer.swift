// SPDX-License-Identifier: Apache-2.0
//
// A policy back to text, in one fixed layout: annotations by name, one condition a line, parentheses only where the
// tree needs them. Reading the text again gives the same tree.

extension Expr {
    /// How tightly an expression binds; the grammar's levels.
    private enum Level: Int {
        case conditional, or, and, relation, sum, product, unary, member
    }

    private var level: Level {
        switch kind {
        case .conditional: .conditional
        case .or: .or
        case .and: .and
        case .binary(.add, _, _), .binary(.subtract, _, _): .sum
        case .binary(.multiply, _, _): .product
        case .binary, .has, .like, .isType: .relation
        case .not, .negate: .unary
        case .literal(.long(let number)): number < 0 ? .unary : .member
        default: .member
        }
    }

    /// The expression as a policy writes it.
    package var cedarText: String {
        switch kind {
        case .literal(let value): value.description
        case .variable(let variable): variable.rawValue
        case .slot(let variable): "?\(variable.rawValue)"
        case .conditional(let test, let then, let otherwise):
            "if \(test.cedarText) then \(then.cedarText) else \(otherwise.cedarText)"
        case .and(let terms): terms.map { $0.text(above: .and) }.joined(separator: " && ")
        case .or(let terms): terms.map { $0.text(above: .or) }.joined(separator: " || ")
        case .not(let operand): "!" + operand.text(above: .unary)
        case .negate(let operand): "-(\(operand.cedarText))"
        case .binary(let operation, let left, let right): binaryText(operation, left, right)
        case .method(let method, let receiver, let arguments): callText(method.rawValue, receiver, arguments)
        case .has(let base, let path): "\(base.text(above: .relation)) has \(Self.pathText(path))"
        case .like(let base, let pattern): "\(base.text(above: .relation)) like \(Self.patternText(pattern))"
        case .isType(let base, let type, let container):
            "\(base.text(above: .relation)) is \(type)"
                + (container.map { " in \($0.text(above: .relation))" } ?? "")
        case .attribute(let base, let name): base.text(above: .unary) + name.asAttributeAccess
        case .set(let elements): "[" + elements.map(\.cedarText).joined(separator: ", ") + "]"
        case .record(let fields):
            "{" + fields.map { "\($0.name.asAttributeName): \($0.value.cedarText)" }.joined(separator: ", ") + "}"
        case .call(let function, let arguments):
            if function.isConstructor {
                "\(function.rawValue)(" + arguments.map(\.cedarText).joined(separator: ", ") + ")"
            } else {
                callText(function.rawValue, arguments[0], Array(arguments.dropFirst()))
            }
        }
    }

    /// In parentheses unless it binds more tightly than the level.
    private func text(above level: Level) -> String {
        self.level.rawValue > level.rawValue ? cedarText : "(\(cedarText))"
    }

    private func binaryText(_ operation: BinaryOperator, _ left: Expr, _ right: Expr) -> String {
        let isChain = level == .sum || level == .product
        let first = isChain && left.level == level ? left.cedarText : left.text(above: level)
        return "\(first) \(operation.rawValue) \(right.text(above: level))"
    }

    private func callText(_ name: String, _ receiver: Expr, _ arguments: [Expr]) -> String {
        receiver.text(above: .unary) + ".\(name)(" + arguments.map(\.cedarText).joined(separator: ", ") + ")"
    }

    private static func pathText(_ path: [String]) -> String {
        path.count == 1 ? path[0].asAttributeName : path.joined(separator: ".")
    }

    private static func patternText(_ pattern: [PatternElement]) -> String {
        let body = pattern.map { element in
            switch element {
            case .wildcard: "*"
            case .scalar("*"): "\\*"
            case .scalar(let scalar): scalar.cedarEscaped
            }
        }
        return "\"" + body.joined() + "\""
    }
}

extension String {
    private var isPlainIdentifier: Bool {
        guard let first = utf8.first, !TokenCursor.reserved.contains(self), self != "__cedar" else { return false }
        let letters = utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    && byte >= UInt8(ascii: "A")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return letters && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    }

    /// A name, or a string where it isn't one.
    var asAttributeName: String { isPlainIdentifier ? self : cedarQuoted }

    /// `.name`, or `["na me"]`.
    package var asAttributeAccess: String { isPlainIdentifier ? ".\(self)" : "[\(cedarQuoted)]" }
}

extension Scope {
    package var cedarText: String {
        "(principal\(Self.text(principal, .principal)), action\(actionText), resource\(Self.text(resource, .resource)))"
    }

    private var actionText: String {
        switch action {
        case .any: ""
        case .equal(let uid): " == \(uid)"
        case .memberOf(let uids): " in [" + uids.map(\.description).joined(separator: ", ") + "]"
        }
    }

    private static func text(_ constraint: EntityConstraint, _ variable: Variable) -> String {
        func name(_ reference: EntityReference) -> String {
            if case .entity(let uid) = reference { uid.description } else { "?\(variable.rawValue)" }
        }
        return switch constraint {
        case .any: ""
        case .equal(let reference): " == \(name(reference))"
        case .memberOf(let reference): " in \(name(reference))"
        case .isType(let type): " is \(type)"
        case .isTypeIn(let type, let reference): " is \(type) in \(name(reference))"
        }
    }
}

extension Policy {
    /// The policy in the fixed layout.
    package var cedarText: String {
        let notes = annotations.sorted { $0.key < $1.key }.map { "@\($0.key)(\($0.value.cedarQuoted))\n" }
        let clauses = conditions.map { "\n\($0.kind.rawValue) { \($0.body.cedarText) }" }
        return notes.joined() + "\(effect.rawValue) \(scope.cedarText)" + clauses.joined() + ";"
    }
}

extension PolicySet {
    /// All policies in the fixed layout, in order.
    package var cedarText: String {
        policies.map { $0.cedarText + "\n" }.joined(separator: "\n")
    }
}
