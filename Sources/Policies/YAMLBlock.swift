// SPDX-License-Identifier: Apache-2.0
//
// Strict reading of the YAML files that stand beside policies: mappings in the order of the file, each key known, each
// value of its kind, or an error in Cedar's style with the place underlined.

import Cedar
import Studies
import Yams

/// One node of a file.
struct YAMLNode {
    let node: Node
    let source: Cedar.SourceText

    /// The document of a text.
    static func document(_ text: String, file: String) throws(CedarError) -> YAMLNode {
        let source = Cedar.SourceText(text, file: file)
        guard source.utf8.count <= Limits.policyBytes else {
            throw CedarError(.tooLarge, "`\(file)` is too long", help: "keep it below \(Limits.policyBytes) bytes")
        }
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw CedarError(.syntax, "`\(file)` is empty", help: "write `key: value` lines")
            }
            return YAMLNode(node: node, source: source)
        } catch let error as CedarError {
            throw error
        } catch {
            throw YAMLNode.error(error as? YamlError, source)
        }
    }

    private static func error(_ error: YamlError?, _ source: Cedar.SourceText) -> CedarError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            CedarError(
                .syntax, "this is not YAML: \(problem)", at: span(mark, length: 1, in: source),
                help: "mend the line; texts with `:` or `#` go between quotes")
        case .duplicatedKeysInMapping(let duplicates, let context):
            CedarError(
                .duplicate, "the key `\(duplicates.first ?? "?")` is written twice",
                at: span(context.mark, length: 1, in: source), help: "keep one of them")
        default:
            CedarError(.syntax, "`\(source.file)` is not YAML", help: "write `key: value` lines in UTF-8")
        }
    }

    var span: CedarSpan? {
        let text = node.scalar.map { $0.string.prefix { !$0.isNewline } } ?? ""
        return node.mark.map { YAMLNode.span($0, length: max(1, text.utf8.count), in: source) }
    }

    /// Marks count lines and scalars from 1.
    private static func span(_ mark: Mark, length: Int, in source: Cedar.SourceText) -> CedarSpan {
        var line = 1
        var scalar = 1
        var offset = 0
        for byte in source.utf8 {
            if line == mark.line, byte & 0xC0 != 0x80 {
                if scalar >= mark.column { break }
                scalar += 1
            }
            if byte == UInt8(ascii: "\n") {
                if line >= mark.line { break }
                line += 1
            }
            offset += 1
        }
        return CedarSpan(source, offset..<min(source.utf8.count, offset + length))
    }

    func error(_ code: CedarError.Code, _ message: String, help: String) -> CedarError {
        CedarError(code, message, at: span, help: help)
    }

    // MARK: Values

    func text() throws(CedarError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else {
            throw error(
                .typeMismatch, "a text is expected here", help: "write it on one line, between quotes if need be")
        }
        return text
    }

    /// A list, or the one text as a list of one.
    func texts() throws(CedarError) -> [String] {
        guard node.sequence != nil else { return [try text()] }
        var texts: [String] = []
        for item in try list() { texts.append(try item.text()) }
        return texts
    }

    func list() throws(CedarError) -> [YAMLNode] {
        guard let sequence = node.sequence, !sequence.isEmpty else {
            throw error(.typeMismatch, "a list is expected here", help: "write `- ...` lines, or `[a, b]`")
        }
        return sequence.map { YAMLNode(node: $0, source: source) }
    }

    /// Keys and values in the order of the file.
    func entries() throws(CedarError) -> [(key: YAMLNode, value: YAMLNode)] {
        guard let mapping = node.mapping, !mapping.isEmpty else {
            throw error(.typeMismatch, "a mapping is expected here", help: "write `key: value` lines")
        }
        return mapping.map { (YAMLNode(node: $0.key, source: source), YAMLNode(node: $0.value, source: source)) }
    }

    /// The values of a mapping that has no other keys than these.
    func fields(_ known: [String], optional: Set<String> = []) throws(CedarError) -> [String: YAMLNode] {
        var fields: [String: YAMLNode] = [:]
        for (key, value) in try entries() {
            let name = try key.text()
            guard known.contains(name) else {
                throw key.error(
                    .unknownAttribute, "there is no key `\(name)` here",
                    help: "use " + known.map { "`\($0)`" }.joined(separator: ", "))
            }
            fields[name] = value
        }
        for name in known where fields[name] == nil && !optional.contains(name) {
            throw error(.missingAttribute, "the key `\(name)` is missing here", help: "add `\(name): ...`")
        }
        return fields
    }

    /// `{ fr: ..., en: ... }`, with apostrophes as they are printed.
    func localized() throws(CedarError) -> Localized {
        let fields = try fields(["fr", "en"])
        guard let fr = fields["fr"], let en = fields["en"] else {
            throw error(.missingAttribute, "`fr` and `en` are expected here", help: "write `{ fr: ..., en: ... }`")
        }
        return Localized(fr: try fr.text().typographic, en: try en.text().typographic)
    }
}

extension String {
    /// With ’ for ', and single spaces.
    var typographic: String {
        split { $0.isWhitespace }.joined(separator: " ").replacing("'", with: "’")
    }
}
