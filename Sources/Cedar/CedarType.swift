// SPDX-License-Identifier: Apache-2.0
//
// Types of values as a schema declares them and the validator computes them. A boolean known beforehand has a type of
// its own, so that a branch that can never run isn't checked.

package indirect enum CedarType: Hashable, Sendable {
    case bool
    /// A boolean that is always this one.
    case known(Bool)
    case long
    case string
    case decimal
    case datetime
    case duration
    /// Declared in schemas only: level 0 has no such values.
    case ipAddress
    /// An entity of this type, with its namespaces.
    case entity(String)
    case set(CedarType)
    /// No other attributes than these.
    case record([String: AttributeType])

    /// As a schema writes it.
    package var description: String {
        switch self {
        case .bool: "Bool"
        case .known(let value): value ? "True" : "False"
        case .long: "Long"
        case .string: "String"
        case .decimal: "decimal"
        case .datetime: "datetime"
        case .duration: "duration"
        case .ipAddress: "ipaddr"
        case .entity(let name): name
        case .set(let element): "Set<\(element.description)>"
        case .record(let attributes):
            "{"
                + attributes.sorted { $0.key < $1.key }.map {
                    "\($0.key.asAttributeName)\($0.value.isRequired ? "" : "?"): \($0.value.type.description)"
                }.joined(separator: ", ") + "}"
        }
    }

    var isBoolean: Bool {
        switch self {
        case .bool, .known: true
        default: false
        }
    }

    /// The type of values that are of either type; nil when a strict check keeps the two apart.
    func joined(with other: CedarType) -> CedarType? {
        switch (self, other) {
        case (.known(let one), .known(let two)): one == two ? self : .bool
        case (.bool, .known), (.known, .bool): .bool
        case (.set(let one), .set(let two)): one.joined(with: two).map { .set($0) }
        case (.record(let one), .record(let two)): Self.joined(one, two)
        default: self == other ? self : nil
        }
    }

    private static func joined(
        _ one: [String: AttributeType], _ two: [String: AttributeType]
    ) -> CedarType? {
        guard one.count == two.count else { return nil }
        var result: [String: AttributeType] = [:]
        for (name, left) in one {
            guard let right = two.exactly(name), left.isRequired == right.isRequired,
                let type = left.type.joined(with: right.type)
            else { return nil }
            result[name] = AttributeType(type: type, isRequired: left.isRequired)
        }
        return .record(result)
    }
}

package struct AttributeType: Hashable, Sendable {
    package let type: CedarType
    /// False for `name?: T`: present or not.
    package let isRequired: Bool

    package init(type: CedarType, isRequired: Bool) {
        self.type = type
        self.isRequired = isRequired
    }
}
