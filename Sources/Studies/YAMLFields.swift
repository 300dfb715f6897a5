// SPDX-License-Identifier: Apache-2.0
//
// Strict reading of a YAML mapping: each key is known, present once and of its type, or the file is refused
// with the place. It remembers where each value stands, by path.

import Yams

/// The keys of one mapping of the file.
struct YAMLFields {
    let source: SourceText
    let path: String
    private let entries: [String: Node]
    private let place: StudyPlaces.Place

    /// - Parameters:
    ///   - known: every key that the mapping may have.
    ///   - optional: those of them that may be missing.
    init(
        _ node: Node, path: String, known: [String], optional: [String] = [], source: SourceText,
        places: inout StudyPlaces
    ) throws(StudyError) {
        self.source = source
        self.path = path
        place = YAMLFields.place(of: node, in: source)
        guard case .mapping(let mapping) = node else {
            throw YAMLFields.error(
                .wrongType, "`\(path)` should have keys of its own", place, source,
                help: "write \(Suggestion.oneOf(known)), each on a line of its own, indented below `\(path)`")
        }
        var entries: [String: Node] = [:]
        for (key, value) in mapping {
            let keyPlace = YAMLFields.place(of: key, in: source)
            guard let name = key.scalar?.string, known.contains(name) else {
                let written = key.scalar?.string ?? "?"
                throw YAMLFields.error(
                    .unknownKey, "there is no key `\(written.prefix(60))` \(YAMLFields.inside(path))", keyPlace, source,
                    help: Suggestion.help(for: written, among: known))
            }
            entries[name] = value
            places.values[YAMLFields.join(path, name)] = YAMLFields.place(of: value, in: source)
        }
        self.entries = entries
        for name in known where !optional.contains(name) && entries[name] == nil {
            throw YAMLFields.error(
                .missingKey, "the key `\(name)` is missing \(YAMLFields.inside(path))", place, source,
                help: "add `\(name):`")
        }
    }

    /// Nil when an optional key is missing.
    func node(_ name: String) -> Node? { entries[name] }

    func required(_ name: String) throws(StudyError) -> Node {
        guard let node = entries[name] else {
            throw YAMLFields.error(.missingKey, "the key `\(name)` is missing", place, source, help: "add `\(name):`")
        }
        return node
    }

    /// A text, as it is written.
    func text(_ name: String) throws(StudyError) -> String {
        try text(of: try required(name), name)
    }

    /// A text without characters that nobody sees.
    func text(of node: Node, _ name: String) throws(StudyError) -> String {
        let text = try scalar(node, name)
        guard let hidden = HiddenCharacter.first(in: text) else { return text }
        let place = YAMLFields.place(of: node, in: source)
        throw .hidden(
            hidden, in: "`\(name)`", at: source.span(line: place.line, column: place.column, length: place.length))
    }

    /// A text of whatever characters; those of the query are the SQL parser's to refuse, with their place.
    func scalar(_ node: Node, _ name: String) throws(StudyError) -> String {
        guard case .scalar(let scalar) = node else {
            throw error(
                .wrongType, "`\(name)` should be one text", at: node, help: "write it on one line after `\(name):`")
        }
        guard !scalar.string.isEmpty, !(scalar.style == .plain && ["~", "null"].contains(scalar.string)) else {
            throw error(.invalidValue, "`\(name)` is empty", at: node, help: "write a value after `\(name):`")
        }
        return scalar.string
    }

    /// A text that passes a check, or the sentence that says what it should be.
    func text(
        _ name: String, mustBe wanted: String, _ isValid: (String) -> Bool
    ) throws(StudyError) -> String {
        let node = try required(name)
        let text = try text(of: node, name)
        guard isValid(text) else {
            throw error(.invalidValue, "`\(name)` is `\(YAMLFields.excerpt(text))`", at: node, help: "write \(wanted)")
        }
        return text
    }

    /// One of the values of an enumeration.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ type: Value.Type, of node: Node, _ name: String
    ) throws(StudyError) -> Value {
        let text = try text(of: node, name)
        guard let value = Value(rawValue: text) else {
            throw error(
                .invalidValue, "`\(name)` has no choice `\(YAMLFields.excerpt(text))`", at: node,
                help: Suggestion.help(for: text, among: Value.allCases.map(\.rawValue)))
        }
        return value
    }

    /// A whole number in decimal digits; its range is checked where its meaning is known.
    func integer(_ name: String) throws(StudyError) -> Int64 {
        try integer(of: try required(name), name)
    }

    func integer(of node: Node, _ name: String) throws(StudyError) -> Int64 {
        let text = try text(of: node, name)
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard (1...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let value = Int64(text)
        else {
            throw error(
                .wrongType, "`\(name)` is `\(YAMLFields.excerpt(text))`, not a whole number", at: node,
                help: "write digits only, such as `6`")
        }
        return value
    }

    /// A list of at least one element.
    func list(_ name: String, atMost limit: Int) throws(StudyError) -> [Node] {
        let node = try required(name)
        guard case .sequence(let sequence) = node, (1...limit).contains(sequence.count) else {
            throw error(
                .wrongType, "`\(name)` should be a list of 1 to \(limit) values", at: node,
                help: "write it between brackets, such as `\(name): [a, b]`")
        }
        return Array(sequence)
    }

    func error(_ code: StudyError.Code, _ message: String, at node: Node, help: String) -> StudyError {
        YAMLFields.error(code, message, YAMLFields.place(of: node, in: source), source, help: help)
    }

    static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : path + "." + name }

    /// The first line of a text, cut at 60 characters.
    static func excerpt(_ text: String) -> String {
        let line = text.prefix { !$0.isNewline }
        return line.count > 60 ? line.prefix(60) + "..." : String(line)
    }

    private static func inside(_ path: String) -> String { path.isEmpty ? "in the file" : "in `\(path)`" }

    private static func error(
        _ code: StudyError.Code, _ message: String, _ place: StudyPlaces.Place, _ source: SourceText, help: String
    ) -> StudyError {
        StudyError(
            code, message, at: source.span(line: place.line, column: place.column, length: place.length), help: help)
    }

    /// A value's first line: a scalar as far as it goes, a mapping or list to the end of its first line.
    static func place(of node: Node, in source: SourceText) -> StudyPlaces.Place {
        guard let mark = node.mark else { return StudyPlaces.Place(line: 1, column: 1, length: Int.max) }
        let column = source.column(ofScalar: mark.column, line: mark.line)
        var length = Int.max
        if let scalar = node.scalar {
            switch scalar.style {
            case .plain: length = scalar.string.prefix { !$0.isNewline }.count
            case .literal, .folded: length = 1
            default: break
            }
        }
        return StudyPlaces.Place(line: mark.line, column: column, length: max(1, length))
    }
}
