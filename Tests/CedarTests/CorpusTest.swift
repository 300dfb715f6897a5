// SPDX-License-Identifier: Apache-2.0
//
// One test of Cedar's own corpus: files, requests, expected outcomes. Contexts are read with the schema, as their
// authors ask, since the JSON may leave the `__entity` and `__extn` escapes out.

import Cedar
import Foundation
import RegieTesting

enum JSON: Decodable {
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }
}

extension JSON: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// With the escapes that need no schema.
    init(_ value: Value) {
        func call(_ name: String, _ text: String) -> JSON {
            .object(["__extn": .object(["fn": .string(name), "arg": .string(text)])])
        }
        switch value {
        case .bool(let value): self = .bool(value)
        case .long(let value): self = .integer(value)
        case .string(let value): self = .string(value)
        case .entity(let uid):
            self = .object(["__entity": .object(["type": .string(uid.type), "id": .string(uid.id)])])
        case .set(let members): self = .array(members.map { JSON($0) })
        case .record(let fields): self = .object(fields.mapValues { JSON($0) })
        case .decimal(let number): self = call("decimal", number.description)
        case .datetime(let time): self = call("datetime", CivilTime.text(milliseconds: time))
        case .duration(let time): self = call("duration", "\(time)ms")
        }
    }
}

/// Why a value of the corpus can't be given to level 0.
enum CorpusValueError: Error {
    case outOfSubset(Feature)
    case unreadable
}

extension Value {
    /// - Parameter type: what the schema says, where it is known.
    init(_ json: JSON, as type: CedarType?) throws {
        switch json {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .long(value)
        case .string(let text): self = try Self.text(text, as: type)
        case .array(let members):
            var element: CedarType?
            if case .set(let declared)? = type { element = declared }
            self = .set(Set(try members.map { try Value($0, as: element) }))
        case .object(let fields): self = try Self.object(fields, as: type)
        }
    }

    private static func text(_ text: String, as type: CedarType?) throws -> Value {
        switch type {
        case .decimal: try call("decimal", text)
        case .datetime: try call("datetime", text)
        case .duration: try call("duration", text)
        case .ipAddress: throw CorpusValueError.outOfSubset(.ip)
        default: .string(text)
        }
    }

    private static func call(_ name: String, _ text: String) throws -> Value {
        guard let function = ExtensionFunction(rawValue: name) else { throw CorpusValueError.unreadable }
        if function == .ip { throw CorpusValueError.outOfSubset(.ip) }
        guard let value = function.value(of: text) else { throw CorpusValueError.unreadable }
        return value
    }

    private static func object(_ fields: [String: JSON], as type: CedarType?) throws -> Value {
        if case .object(let uid)? = fields["__entity"] { return .entity(try EntityUID(uid)) }
        if case .object(let call)? = fields["__extn"] {
            guard case .string(let name)? = call["fn"] else { throw CorpusValueError.unreadable }
            guard case .string(let text)? = call["arg"] else { throw CorpusValueError.outOfSubset(.dateArithmetic) }
            return try Self.call(name, text)
        }
        if case .entity? = type { return .entity(try EntityUID(fields)) }
        var attributes: [String: AttributeType] = [:]
        if case .record(let declared)? = type { attributes = declared }
        var record: [String: Value] = [:]
        for (name, json) in fields { record[name] = try Value(json, as: attributes[name]?.type) }
        return .record(record)
    }
}

extension EntityUID {
    init(_ json: [String: JSON]) throws {
        guard case .string(let type)? = json["type"], case .string(let id)? = json["id"] else {
            throw CorpusValueError.unreadable
        }
        self.init(type: type, id: id)
    }
}

struct CorpusTest: Decodable {
    struct Request: Decodable {
        let principal: [String: JSON]
        let action: [String: JSON]
        let resource: [String: JSON]
        let context: [String: JSON]
        let decision: String
        let reason: [String]
        let errors: [String]

        var withoutContext: Request {
            Request(
                principal: principal, action: action, resource: resource, context: [:], decision: decision,
                reason: reason, errors: errors)
        }
    }

    let policies: String
    let schema: String
    let shouldValidate: Bool
    let requests: [Request]

    typealias Placed = (name: String, root: URL, test: CorpusTest)

    /// `integration` and `corpus-sample` are folders; `corpus-tests 3` is the fourth eighth of the whole corpus, which
    /// may stand anywhere below, and of the handwritten tests where they stand as in their own repository.
    static func part(_ part: String, of vectors: URL) throws -> [Placed] {
        let words = part.split(separator: " ")
        guard words.count == 2, let share = Int(words[1]) else {
            return try files(below: vectors.appending(path: part)).compactMap(placed)
        }
        let known = ["integration", "corpus-sample", "analyze", "examples"]
        let whole = try FileManager.default.contentsOfDirectory(atPath: vectors.path).sorted()
            .filter { !known.contains($0) }.flatMap { files(below: vectors.appending(path: $0)) }
        return try whole.enumerated().filter { $0.offset % 8 == share }.map(\.element).compactMap(placed)
    }

    /// Those that may hold a test, by name.
    private static func files(below folder: URL) -> [URL] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var found: [URL] = []
        for case let file as URL in files ?? .init() {
            let name = file.lastPathComponent
            if name.hasSuffix(".json"), !name.hasSuffix("entities.json") { found.append(file) }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// The test with the folder that its paths start from; nil when the file holds something else.
    private static func placed(_ file: URL) throws -> Placed? {
        let data = try Data(contentsOf: file)
        guard let test = try? JSONDecoder().decode(CorpusTest.self, from: data), let root = test.root(above: file)
        else { return nil }
        return (file.lastPathComponent, root, test)
    }

    private func root(above file: URL) -> URL? {
        var folder = file.deletingLastPathComponent()
        while folder.path.count > 1 {
            if FileManager.default.fileExists(atPath: folder.appending(path: policies).path) { return folder }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}

extension Cedar.Request {
    init(_ request: CorpusTest.Request, _ schema: Schema) throws {
        let action = try EntityUID(request.action)
        let type = schema.actions[action].map { CedarType.record($0.context) }
        guard case .record(let context) = try Value(.object(request.context), as: type) else {
            throw CorpusValueError.unreadable
        }
        self.init(
            principal: try EntityUID(request.principal), action: action, resource: try EntityUID(request.resource),
            context: context)
    }
}
