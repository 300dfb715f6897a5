// SPDX-License-Identifier: Apache-2.0
//
// Reading the charter and the roster: a YAML mapping whose keys are all known, each value taken once as
// the text that was written, with its line and column for the error. Merge keys, tags and anchors have
// no meaning here: a merge key is an unknown key.

import Studies
import Yams

struct YAMLMapping {
    /// What is read and where: the file's name in errors and the code they carry.
    struct Source {
        let file: String
        let code: GovernanceError.Code
    }

    let source: Source
    private let mark: Mark?
    private let values: [String: Node]

    /// The document of a text, which must be one mapping with no other keys than these.
    init(text: String, source: Source, keys: [String]) throws(GovernanceError) {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw YAMLMapping.syntaxError(error, source: source)
        } catch {
            throw GovernanceError(
                source.code, "this is not YAML", at: source.file, help: "write `key: value` lines")
        }
        guard let node else {
            throw GovernanceError(
                source.code, "the file is empty", at: source.file, help: "write the keys " + listed(keys))
        }
        try self.init(node: node, source: source, keys: keys)
    }

    init(node: Node, source: Source, keys: [String]) throws(GovernanceError) {
        self.source = source
        mark = node.mark
        guard let mapping = node.mapping else {
            throw GovernanceError(
                source.code, "a mapping is expected here", at: source.place(node.mark),
                help: "write the keys " + listed(keys))
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, keys.contains(name) else {
                throw GovernanceError(
                    source.code, "unknown key `\(key.scalar?.string ?? "?")`", at: source.place(key.mark),
                    help: "use only " + listed(keys))
            }
            values[name] = value
        }
        self.values = values
    }

    private static func syntaxError(_ error: YamlError, source: Source) -> GovernanceError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return GovernanceError(
                source.code, "this is not YAML: \(problem)", at: source.place(mark),
                help: "mend the line; texts with `:` or `#` go between quotes")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return GovernanceError(
                source.code, "the key `\(duplicates.first ?? "?")` is written twice", at: source.place(context.mark),
                help: "keep one of them")
        default:
            return GovernanceError(
                source.code, "this is not YAML", at: source.file, help: "write `key: value` lines in UTF-8")
        }
    }

    private func node(_ key: String) throws(GovernanceError) -> Node {
        guard let node = values[key] else {
            throw GovernanceError(
                source.code, "the key `\(key)` is missing", at: source.place(mark), help: "add `\(key): ...`")
        }
        return node
    }

    func error(_ key: String, _ message: String, help: String) -> GovernanceError {
        GovernanceError(source.code, message, at: source.place(values[key]?.mark ?? mark), help: help)
    }

    /// A text of 1 to 200 characters on one line.
    func text(_ key: String) throws(GovernanceError) -> String {
        guard let text = try node(key).scalar?.string, !text.isEmpty, text.count <= 200,
            text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { throw error(key, "`\(key)` needs a text on one line", help: "write 1 to 200 characters") }
        return text
    }

    /// Lowercase letters, digits and hyphens, 1 to 64 of them.
    func identifier(_ key: String) throws(GovernanceError) -> String {
        let text = try text(key)
        guard Identifier.isValid(text) else {
            throw error(key, "`\(text)` is not an identifier", help: Identifier.help)
        }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int64>) throws(GovernanceError) -> Int64 {
        let text = try text(key)
        guard let value = Int64(text), String(value) == text, range.contains(value) else {
            throw error(
                key, "`\(key)` cannot be `\(text)`",
                help: "write a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A decimal number with at most six digits after the point, in millionths.
    func micro(_ key: String, in range: ClosedRange<Int64>) throws(GovernanceError) -> Int64 {
        let text = try text(key)
        guard let value = Micro.parse(text), range.contains(value) else {
            throw error(
                key, "`\(key)` cannot be `\(text)`",
                help: "write a number from \(Micro.text(range.lowerBound)) to \(Micro.text(range.upperBound))")
        }
        return value
    }

    func choice<Choice>(_ key: String, of type: Choice.Type) throws(GovernanceError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        let text = try text(key)
        guard let choice = Choice(rawValue: text) else {
            throw error(
                key, "`\(key)` cannot be `\(text)`", help: "write one of " + listed(Choice.allCases.map(\.rawValue)))
        }
        return choice
    }

    /// A list of at least one of the values, none of them twice.
    func choices<Choice>(_ key: String, of type: Choice.Type) throws(GovernanceError) -> [Choice]
    where Choice: RawRepresentable & CaseIterable & Hashable, Choice.RawValue == String {
        let help = "list some of " + listed(Choice.allCases.map(\.rawValue))
        guard let sequence = try node(key).sequence, sequence.count > 0 else {
            throw error(key, "`\(key)` needs a list", help: help)
        }
        var choices: [Choice] = []
        for node in sequence {
            let text = node.scalar?.string ?? "?"
            guard let choice = Choice(rawValue: text), !choices.contains(choice) else {
                throw GovernanceError(
                    source.code, "`\(key)` cannot hold `\(text)`, or not twice", at: source.place(node.mark), help: help
                )
            }
            choices.append(choice)
        }
        return choices
    }

    func day(_ key: String) throws(GovernanceError) -> Day {
        let text = try text(key)
        guard let day = Day(text) else {
            throw error(key, "`\(text)` is not a day", help: "write a date such as `2026-01-31`")
        }
        return day
    }

    /// A mapping with `fr` and `en`.
    func localized(_ key: String) throws(GovernanceError) -> Localized {
        let mapping = try mapping(key, keys: ["fr", "en"])
        return Localized(fr: try mapping.text("fr"), en: try mapping.text("en"))
    }

    func mapping(_ key: String, keys: [String]) throws(GovernanceError) -> YAMLMapping {
        try YAMLMapping(node: node(key), source: source, keys: keys)
    }

    func mappings(_ key: String, keys: [String]) throws(GovernanceError) -> [YAMLMapping] {
        guard let sequence = try node(key).sequence else {
            throw error(key, "`\(key)` needs a list", help: "write one `- ...` entry for each")
        }
        var mappings: [YAMLMapping] = []
        for node in sequence {
            mappings.append(try YAMLMapping(node: node, source: source, keys: keys))
        }
        return mappings
    }
}

extension YAMLMapping.Source {
    func place(_ mark: Mark?) -> String {
        mark.map { "\(file):\($0.line):\($0.column)" } ?? file
    }
}

private func listed(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
}
