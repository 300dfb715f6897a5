// SPDX-License-Identifier: Apache-2.0
//
// The values that a level-0 policy can see: Cedar's without ip addresses. A set has no order and no duplicates.

/// A runtime value.
package enum Value: Hashable, Sendable {
    case bool(Bool)
    case long(Int64)
    case string(String)
    case entity(EntityUID)
    case set(Set<Value>)
    case record([String: Value])
    case decimal(Decimal4)
    /// Milliseconds since 1970-01-01T00:00:00Z, negative before.
    case datetime(Int64)
    /// Milliseconds, may be negative.
    case duration(Int64)

    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.bool(let one), .bool(let two)): one == two
        case (.long(let one), .long(let two)): one == two
        case (.string(let one), .string(let two)): one.hasSameScalars(as: two)
        case (.entity(let one), .entity(let two)): one == two
        case (.set(let one), .set(let two)): one == two
        case (.record(let one), .record(let two)):
            one.count == two.count && one.allSatisfy { two.exactly($0.key) == $0.value }
        case (.decimal(let one), .decimal(let two)): one == two
        case (.datetime(let one), .datetime(let two)): one == two
        case (.duration(let one), .duration(let two)): one == two
        default: false
        }
    }

    /// Equal values hash alike; canonically equivalent strings may collide, which is harmless.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let value): hasher.combine(value)
        case .long(let value), .datetime(let value), .duration(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .entity(let value): hasher.combine(value)
        case .set(let value): hasher.combine(value)
        case .record(let value): hasher.combine(value)
        case .decimal(let value): hasher.combine(value)
        }
    }

    /// The type's name as messages say it.
    package var typeName: String {
        switch self {
        case .bool: "bool"
        case .long: "long"
        case .string: "string"
        case .entity(let uid): "(entity of type `\(uid.type)`)"
        case .set: "set"
        case .record: "record"
        case .decimal: "decimal"
        case .datetime: "datetime"
        case .duration: "duration"
        }
    }

    /// A set of strings.
    package static func strings(_ values: some Sequence<String>) -> Value {
        .set(Set(values.map { Value.string($0) }))
    }

    /// A set of entities of one type.
    package static func entities(_ type: String, _ ids: some Sequence<String>) -> Value {
        .set(Set(ids.map { Value.entity(EntityUID(type: type, id: $0)) }))
    }

    package static func entity(_ type: String, _ id: String) -> Value {
        .entity(EntityUID(type: type, id: id))
    }
}

extension Value: CustomStringConvertible {
    /// As a policy would write it; sets and records in a fixed order.
    package var description: String {
        switch self {
        case .bool(let value): String(value)
        case .long(let value): String(value)
        case .string(let value): value.cedarQuoted
        case .entity(let value): value.description
        case .set(let values): "[" + values.map(\.description).sorted().joined(separator: ", ") + "]"
        case .record(let fields):
            "{" + fields.map { "\($0.key.cedarQuoted): \($0.value)" }.sorted().joined(separator: ", ") + "}"
        case .decimal(let value): "decimal(\"\(value)\")"
        case .datetime(let value): "datetime(\"\(CivilTime.text(milliseconds: value))\")"
        case .duration(let value): "duration(\"\(value)ms\")"
        }
    }
}

/// A number with four fraction digits: a 64-bit count of ten-thousandths.
package struct Decimal4: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let tenThousandths: Int64

    package init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    package static func < (left: Decimal4, right: Decimal4) -> Bool {
        left.tenThousandths < right.tenThousandths
    }

    package var description: String {
        let (whole, rest) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        let digits = String(rest)
        let sign = tenThousandths < 0 ? "-" : ""
        return "\(sign)\(whole)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// What is asked: may this principal do this action on this resource, given these facts?
package struct Request: Sendable {
    package let principal: EntityUID
    package let action: EntityUID
    package let resource: EntityUID
    package let context: [String: Value]

    package init(principal: EntityUID, action: EntityUID, resource: EntityUID, context: [String: Value]) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }
}
