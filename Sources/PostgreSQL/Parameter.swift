// SPDX-License-Identifier: Apache-2.0
//
// Values bound to `$1`, `$2`, … in the extended protocol (PostgreSQL documentation, "Extended Query"): never
// written into the statement's text. Text goes untyped, so that the server infers its type (a date, an
// enumeration); the others carry their type and go in binary, except numbers, whose text form is exact.

import CPostgreSQL

package enum Parameter: Sendable, Hashable {
    case text(String)
    case int8(Int64)
    case double(Double)
    case bool(Bool)
    case bytes([UInt8])
    case null

    package static func int(_ value: Int) -> Parameter { .int8(Int64(value)) }

    /// Null when there is no value.
    package static func text(_ value: String?) -> Parameter { value.map { .text($0) } ?? .null }

    /// The type's object identifier in pg_type; 0 lets the server infer it.
    fileprivate var typeIdentifier: Oid {
        switch self {
        case .text, .null: 0
        case .int8: TypeIdentifier.int8
        case .double: TypeIdentifier.float8
        case .bool: TypeIdentifier.bool
        case .bytes: TypeIdentifier.bytea
        }
    }

    /// What is sent; nil for null. Text forms end with the NUL that libpq looks for.
    fileprivate var encoded: [UInt8]? {
        switch self {
        case .text(let value): Array(value.utf8) + [0]
        case .int8(let value): Array(String(value).utf8) + [0]
        case .double(let value): Array(Self.text(of: value).utf8) + [0]
        case .bool(let value): [value ? 1 : 0]
        case .bytes(let value): value
        case .null: nil
        }
    }

    private static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return value.description
    }

    fileprivate var isBinary: Bool {
        switch self {
        case .bool, .bytes: true
        case .text, .int8, .double, .null: false
        }
    }

    fileprivate var holdsNUL: Bool {
        if case .text(let value) = self { value.utf8.contains(0) } else { false }
    }
}

extension Parameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .int8(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// Object identifiers of built-in types (pg_type.dat), which never change.
enum TypeIdentifier {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let char: Oid = 18
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let oid: Oid = 26
    static let json: Oid = 114
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let bpchar: Oid = 1042
    static let varchar: Oid = 1043
}

/// Parameters laid out as libpq takes them.
struct BoundParameters {
    private let types: [Oid]
    private let lengths: [Int32]
    private let formats: [Int32]
    /// All values, one after the other, and where each begins; nil for null.
    private let storage: [UInt8]
    private let offsets: [Int?]

    /// Refuses a text with a NUL byte, which libpq would silently cut and PostgreSQL cannot store.
    init(_ parameters: [Parameter]) throws {
        if let index = parameters.firstIndex(where: \.holdsNUL) {
            throw DatabaseError(
                .statement, "parameter $\(index + 1) is a text with a NUL byte",
                help: "send it as bytes, or take the NUL out")
        }
        types = parameters.map(\.typeIdentifier)
        formats = parameters.map { $0.isBinary ? 1 : 0 }
        let values = parameters.map(\.encoded)
        lengths = values.map { Int32(clamping: $0?.count ?? 0) }
        var storage: [UInt8] = []
        offsets = values.map { value in
            defer { storage += value ?? [] }
            return value == nil ? nil : storage.count
        }
        self.storage = storage + [0]
    }

    /// Calls libpq with number, types, values, lengths and formats.
    func withPointers<R>(
        _ body: (
            Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        storage.withUnsafeBytes { bytes in
            let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            let values = offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } }
            return body(Int32(types.count), types, values, lengths, formats)
        }
    }
}
