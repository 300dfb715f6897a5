// SPDX-License-Identifier: Apache-2.0
//
// Names of entities. Cedar compares strings scalar by scalar, where Swift's `==` takes canonically equivalent
// ones as equal, so comparison is spelled out here and in Value.swift.

/// The name of a principal, an action or a resource. Level 0 knows nothing else about an entity.
package struct EntityUID: Hashable, Sendable, CustomStringConvertible {
    /// With its namespaces: `Regie::Dataset`.
    package let type: String
    package let id: String

    package init(type: String, id: String) {
        self.type = type
        self.id = id
    }

    package static func == (left: EntityUID, right: EntityUID) -> Bool {
        left.id.hasSameScalars(as: right.id) && left.type.hasSameScalars(as: right.type)
    }

    /// As a policy writes it: `Regie::Dataset::"mobility-trips"`.
    package var description: String { "\(type)::\(id.cedarQuoted)" }

    /// Actions are the entities whose type's last part is `Action`.
    package var isAction: Bool { type == "Action" || type.hasSuffix("::Action") }
}

extension String {
    package func hasSameScalars(as other: String) -> Bool {
        let fast = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { theirs in
                mine.count == theirs.count && mine.indices.allSatisfy { mine[$0] == theirs[$0] }
            } ?? mine.elementsEqual(other.utf8)
        }
        return fast ?? utf8.elementsEqual(other.utf8)
    }

    /// Between double quotes, with Rust's escapes.
    package var cedarQuoted: String {
        "\"" + unicodeScalars.map { $0.cedarEscaped }.joined() + "\""
    }
}

extension Unicode.Scalar {
    var cedarEscaped: String {
        switch self {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\0": "\\0"
        default: properties.isPrintable ? String(self) : "\\u{\(String(value, radix: 16))}"
        }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator: false
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: true
        }
    }
}

extension Dictionary where Key == String {
    /// The value under exactly these scalars.
    package func exactly(_ name: String) -> Self.Value? {
        guard let place = index(forKey: name), self[place].key.hasSameScalars(as: name) else { return nil }
        return self[place].value
    }
}
