// SPDX-License-Identifier: Apache-2.0
//
// JSON for people and tools outside: indented, keys sorted, fractions as numbers of at most six decimals.
// What is hashed or signed uses Studies' canonical form instead, which has no fractions.

import Foundation
import Studies

package indirect enum PublishedJSON: Hashable, Sendable, Encodable {
    case null
    case bool(Bool)
    case int(Int64)
    case number(Double)
    case string(String)
    case array([PublishedJSON])
    case object([String: PublishedJSON])

    /// What has a canonical form has this one too.
    package init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .array(values.map(PublishedJSON.init))
        case .object(let members): self = .object(members.mapValues(PublishedJSON.init))
        }
    }

    /// A text member of an object.
    func member(_ key: String) -> String? {
        guard case .object(let members) = self, case .string(let text)? = members[key] else { return nil }
        return text
    }

    package static func int(_ value: Int) -> PublishedJSON { .int(Int64(value)) }

    package static func strings(_ values: [String]) -> PublishedJSON { .array(values.map(PublishedJSON.string)) }

    package static func text(_ localized: Localized) -> PublishedJSON {
        .object(["fr": .string(localized.fr), "en": .string(localized.en)])
    }

    package static func optional<Value>(_ value: Value?, _ make: (Value) -> PublishedJSON) -> PublishedJSON {
        value.map(make) ?? .null
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .number(let value): try encode(value, into: &container)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// What is no finite number becomes null; a whole number is written without a fraction.
    private func encode(_ value: Double, into container: inout any SingleValueEncodingContainer) throws {
        guard value.isFinite else { return try container.encodeNil() }
        let rounded = abs(value) < 1e9 ? (value * 1e6).rounded() / 1e6 : value
        if let whole = Int64(exactly: rounded) { try container.encode(whole) } else { try container.encode(rounded) }
    }

    /// The same bytes for the same value, with a line end.
    package func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [0x0A]
    }
}
