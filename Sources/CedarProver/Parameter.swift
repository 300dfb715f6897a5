// SPDX-License-Identifier: Apache-2.0
//
// What a request is made of, one value at a time: who, on what, and each fact of the context. Examples say by their
// parameters how they differ from the study that people know.

import Cedar

package enum Parameter: Hashable, Comparable, Sendable, CustomStringConvertible {
    case principal
    case resource
    /// The names below `context`, one or more. A record that may be missing is a parameter beside its own facts.
    case fact([String])

    /// A fact directly in the context.
    package static func fact(_ name: String) -> Parameter { .fact([name]) }

    /// As a policy writes it: `context.epsilonMicro`.
    package var description: String {
        switch self {
        case .principal: "principal"
        case .resource: "resource"
        case .fact(let path): path.reduce("context") { $0 + $1.asAttributeAccess }
        }
    }

    package static func < (left: Parameter, right: Parameter) -> Bool {
        left.description < right.description
    }
}

/// One parameter's value in two requests; nil where the fact is missing.
package struct Change: Hashable, Sendable {
    package let parameter: Parameter
    package let from: Value?
    package let to: Value?

    package init(parameter: Parameter, from: Value?, to: Value?) {
        self.parameter = parameter
        self.from = from
        self.to = to
    }
}

extension Request {
    /// Nil when the fact is missing.
    package func value(of parameter: Parameter) -> Value? {
        switch parameter {
        case .principal: return .entity(principal)
        case .resource: return .entity(resource)
        case .fact(let path):
            var current = Value.record(context)
            for name in path {
                guard case .record(let fields) = current, let next = fields.exactly(name) else { return nil }
                current = next
            }
            return current
        }
    }

    /// The same request with another value; without the fact when it is nil.
    package func setting(_ parameter: Parameter, to value: Value?) -> Request {
        switch (parameter, value) {
        case (.principal, .entity(let uid)):
            Request(principal: uid, action: action, resource: resource, context: context)
        case (.resource, .entity(let uid)):
            Request(principal: principal, action: action, resource: uid, context: context)
        case (.principal, _), (.resource, _): self
        case (.fact(let path), _):
            Request(
                principal: principal, action: action, resource: resource,
                context: Self.setting(path[...], to: value, in: context))
        }
    }

    private static func setting(
        _ path: ArraySlice<String>, to value: Value?, in fields: [String: Value]
    ) -> [String: Value] {
        guard let name = path.first else { return fields }
        var fields = fields
        if path.count == 1 {
            fields[name] = value
        } else if case .record(let below)? = fields[name] {
            fields[name] = .record(setting(path.dropFirst(), to: value, in: below))
        }
        return fields
    }

    /// What differs, in the order of the parameters' names.
    package func changes(from other: Request) -> [Change] {
        var changes: [Change] = []
        func note(_ parameter: Parameter) {
            let (old, new) = (other.value(of: parameter), value(of: parameter))
            if old != new { changes.append(Change(parameter: parameter, from: old, to: new)) }
        }
        note(.principal)
        note(.resource)
        func walk(_ path: [String], _ old: [String: Value], _ new: [String: Value]) {
            for name in Set(old.keys).union(new.keys) {
                if case .record(let one)? = old[name], case .record(let two)? = new[name] {
                    walk(path + [name], one, two)
                } else {
                    note(.fact(path + [name]))
                }
            }
        }
        walk([], other.context, context)
        return changes.sorted { $0.parameter < $1.parameter }
    }
}
