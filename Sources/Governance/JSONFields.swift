// SPDX-License-Identifier: Apache-2.0
//
// Strict reading of governance documents: every member is known, present, of its type and within its
// range, or the document is refused with the path of the member. A document must be the canonical form
// (RFC 8785) of itself, so that what is hashed, signed and read is one sequence of bytes.

import DAP
import Studies

/// The members of one object of a document.
struct JSONFields {
    /// Where the object stands, such as `body.tasks[0]`; empty for the document itself.
    let path: String
    private let members: [String: JSONValue]

    /// The object must have these members and no other.
    init(_ value: JSONValue, path: String, members names: [String]) throws(GovernanceError) {
        self.path = path
        guard case .object(let members) = value else {
            throw JSONFields.error(
                path, "an object is expected", help: "give the members " + names.joined(separator: ", "))
        }
        for name in members.keys.sorted() where !names.contains(name) {
            throw JSONFields.error(
                JSONFields.join(path, name), "unknown member", help: "leave it out")
        }
        for name in names where members[name] == nil {
            throw JSONFields.error(JSONFields.join(path, name), "the member is missing", help: "add it")
        }
        self.members = members
    }

    static func error(_ path: String, _ message: String, help: String) -> GovernanceError {
        GovernanceError(.malformedDocument, message, at: path.isEmpty ? nil : path, help: help)
    }

    static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : path + "." + name
    }

    func error(_ name: String, _ message: String, help: String) -> GovernanceError {
        JSONFields.error(JSONFields.join(path, name), message, help: help)
    }

    func value(_ name: String) throws(GovernanceError) -> JSONValue {
        guard let value = members[name] else { throw error(name, "the member is missing", help: "add it") }
        return value
    }

    func isNull(_ name: String) -> Bool { members[name] == .null }

    /// A text of at most so many bytes, not empty.
    func text(_ name: String, atMost limit: Int = 500) throws(GovernanceError) -> String {
        guard case .string(let text) = try value(name), !text.isEmpty, text.utf8.count <= limit else {
            throw error(name, "a text is expected", help: "give 1 to \(limit) bytes of text")
        }
        return text
    }

    func identifier(_ name: String) throws(GovernanceError) -> String {
        let text = try text(name)
        guard Identifier.isValid(text) else { throw error(name, "an identifier is expected", help: Identifier.help) }
        return text
    }

    func hash(_ name: String) throws(GovernanceError) -> String {
        let text = try text(name)
        guard TextHash.isValid(text) else {
            throw error(name, "a SHA-256 is expected", help: "give 64 lowercase hexadecimal digits")
        }
        return text
    }

    func key(_ name: String) throws(GovernanceError) -> VerificationKey {
        guard let key = VerificationKey(try text(name)) else {
            throw error(name, "an Ed25519 public key is expected", help: "give 32 bytes in base64url without padding")
        }
        return key
    }

    func bytes(_ name: String, atMost limit: Int) throws(GovernanceError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try text(name, atMost: limit / 3 * 4 + 4)), bytes.count <= limit else {
            throw error(name, "bytes are expected", help: "give base64url without padding")
        }
        return bytes
    }

    func moment(_ name: String) throws(GovernanceError) -> Moment {
        guard let moment = Moment(try text(name)) else {
            throw error(name, "a moment is expected", help: "give UTC seconds, such as `2026-11-22T08:30:00Z`")
        }
        return moment
    }

    func day(_ name: String) throws(GovernanceError) -> Day {
        guard let day = Day(try text(name)) else {
            throw error(name, "a day is expected", help: "give a date such as `2026-01-31`")
        }
        return day
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(GovernanceError) -> Int64 {
        guard case .int(let integer) = try value(name), range.contains(integer) else {
            throw error(
                name, "a whole number is expected", help: "give \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    func bool(_ name: String) throws(GovernanceError) -> Bool {
        guard case .bool(let bool) = try value(name) else {
            throw error(name, "true or false is expected", help: "give one of them")
        }
        return bool
    }

    func choice<Choice: RawRepresentable>(_ name: String, of type: Choice.Type) throws(GovernanceError) -> Choice
    where Choice.RawValue == String {
        let text = try text(name)
        guard let choice = Choice(rawValue: text) else {
            throw error(name, "`\(text)` is not one of the values", help: "see the document's description")
        }
        return choice
    }

    func localized(_ name: String) throws(GovernanceError) -> Localized {
        let fields = try object(name, members: ["en", "fr"])
        return Localized(fr: try fields.text("fr"), en: try fields.text("en"))
    }

    func object(_ name: String, members: [String]) throws(GovernanceError) -> JSONFields {
        try JSONFields(value(name), path: JSONFields.join(path, name), members: members)
    }

    /// Each element with its path.
    func elements(_ name: String, atMost limit: Int = 10_000) throws(GovernanceError) -> [(JSONValue, path: String)] {
        guard case .array(let elements) = try value(name), elements.count <= limit else {
            throw error(name, "a list is expected", help: "give at most \(limit) entries")
        }
        return elements.enumerated().map { ($1, path: "\(JSONFields.join(path, name))[\($0)]") }
    }

    func objects(_ name: String, members: [String]) throws(GovernanceError) -> [JSONFields] {
        var objects: [JSONFields] = []
        for (element, path) in try elements(name) {
            objects.append(try JSONFields(element, path: path, members: members))
        }
        return objects
    }

    func list<Entry>(
        _ name: String, members: [String], _ read: (JSONFields) throws(GovernanceError) -> Entry
    ) throws(GovernanceError) -> [Entry] {
        var entries: [Entry] = []
        for fields in try objects(name, members: members) { entries.append(try read(fields)) }
        return entries
    }

    /// Nil for `null`.
    func optional<Value>(
        _ name: String, _ read: (String) throws(GovernanceError) -> Value
    ) throws(GovernanceError) -> Value? {
        isNull(name) ? nil : try read(name)
    }

    /// At least one text, each of at most 2,000 bytes.
    func texts(_ name: String) throws(GovernanceError) -> [String] {
        var texts: [String] = []
        for (element, path) in try elements(name, atMost: 200) {
            guard case .string(let text) = element, !text.isEmpty, text.utf8.count <= 2_000 else {
                throw JSONFields.error(path, "a text is expected", help: "give 1 to 2,000 bytes of text")
            }
            texts.append(text)
        }
        guard !texts.isEmpty else { throw error(name, "the list is empty", help: "name at least one") }
        return texts
    }

    func identifiers(_ name: String) throws(GovernanceError) -> [String] {
        var identifiers: [String] = []
        for (element, path) in try elements(name) {
            guard case .string(let text) = element, Identifier.isValid(text) else {
                throw JSONFields.error(path, "an identifier is expected", help: Identifier.help)
            }
            identifiers.append(text)
        }
        return identifiers
    }
}

extension JSONValue {
    static func localized(_ text: Localized) -> JSONValue {
        .object(["en": .string(text.en), "fr": .string(text.fr)])
    }

    static func strings(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    static func moment(_ moment: Moment) -> JSONValue { .string(moment.description) }
}
