// SPDX-License-Identifier: Apache-2.0
//
// A ready question that a planner fills with parameters instead of writing SQL (`datasets/<id>/templates/`).
// Values are checked by their kind before they are put in, so that none can become SQL or YAML of its own;
// what comes out is a study file like any other, to be read, changed and submitted.

import Foundation
import Yams

package struct StudyTemplate: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            /// A zone or a value of a list, such as `17300` or `bus`.
            case code
            /// Several codes with commas between them.
            case codes
            case day
            /// Such as `0.5`.
            case decimal
            case choice
            /// One line for people.
            case text
        }

        package let name: String
        package let kind: Kind
        /// Of a choice; else empty.
        package let choices: [String]
        /// Nil when the planner must give it.
        package let standard: String?
    }

    package let id: String
    package let title: Localized
    package let parameters: [Parameter]
    /// The study with `{{name}}` where a value goes, and `{{sql:name}}` where it goes as SQL literals.
    private let text: String

    /// - Parameter file: what messages call the text.
    /// - Throws: the first thing that is wrong, with its place.
    package init(yaml: String, file: String) throws(StudyError) {
        let source = SourceText(file: file, text: yaml)
        guard let root = try? Yams.compose(yaml: yaml) else {
            throw StudyError(.yamlSyntax, "`\(file)` is not YAML", help: "check its indentation and quotes")
        }
        var places = StudyPlaces(source: source)
        let fields = try YAMLFields(
            root, path: "", known: ["template", "title", "parameters", "study"], source: source, places: &places)
        id = try fields.text("template", mustBe: "lowercase letters, digits and hyphens") { Identifier.isSlug($0) }
        let titles = try YAMLFields(
            try fields.required("title"), path: "title", known: ["fr", "en"], source: source, places: &places)
        title = Localized(fr: try titles.text("fr"), en: try titles.text("en"))
        var parameters: [Parameter] = []
        for node in try fields.list("parameters", atMost: 20) {
            parameters.append(try Parameter(node, source, &places))
        }
        self.parameters = parameters
        text = try fields.text("study")
        try check(file)
    }

    /// Every place that a value goes to has a parameter, and every parameter a place.
    private func check(_ file: String) throws(StudyError) {
        let used = Set(text.matches(of: StudyTemplate.placePattern).map { String($0.1) })
        let known = parameters.map(\.name)
        for name in used.sorted() where !known.contains(name) {
            throw StudyError(
                .parameter, "the template `\(file)` uses `{{\(name)}}`, which is none of its parameters",
                help: Suggestion.help(for: name, among: known))
        }
        for name in known where !used.contains(name) || known.count(where: { $0 == name }) > 1 {
            throw StudyError(
                .parameter, "the template `\(file)` has a parameter `\(name)` twice, or doesn't use it",
                help: "leave it out")
        }
    }

    private static var placePattern: Regex<(Substring, Substring)> { #/\{\{(?:sql:)?([a-z-]+)\}\}/# }

    // MARK: Filling

    /// The study file.
    /// - Parameter values: by parameter name; what has a standard may be left out.
    /// - Throws: what is unknown, missing or of the wrong kind, or why the whole is no study.
    package func filled(with values: [String: String]) throws(StudyError) -> String {
        for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
            throw StudyError(
                .parameter, "the template `\(id)` has no parameter `\(YAMLFields.excerpt(name))`",
                help: Suggestion.help(for: name, among: parameters.map(\.name)))
        }
        var study = text
        for parameter in parameters {
            guard let value = values[parameter.name] ?? parameter.standard else {
                throw StudyError(
                    .parameter, "the template `\(id)` needs `\(parameter.name)`",
                    help: "add `--parameter \(parameter.name)=...`: \(parameter.wanted)")
            }
            let written = try parameter.written(value)
            study = study.replacingOccurrences(of: "{{\(parameter.name)}}", with: written.plain)
            study = study.replacingOccurrences(of: "{{sql:\(parameter.name)}}", with: written.sql)
        }
        _ = try Study(yaml: study, file: id)
        return study
    }

    /// For terminals, in English: the parameters, one a line.
    package func describe() -> String {
        let lines = parameters.map { parameter in
            let standard = parameter.standard.map { ", else `\($0)`" } ?? ""
            return "  \(parameter.name): \(parameter.wanted)\(standard)\n"
        }
        return "\(id): \(title.en)\n" + lines.joined()
    }
}

extension StudyTemplate.Parameter {
    fileprivate init(_ node: Node, _ source: SourceText, _ places: inout StudyPlaces) throws(StudyError) {
        let fields = try YAMLFields(
            node, path: "parameters", known: ["name", "kind", "choices", "default"], optional: ["choices", "default"],
            source: source, places: &places)
        name = try fields.text("name", mustBe: "lowercase letters and hyphens") { text in
            !text.isEmpty && text.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 }
        }
        kind = try fields.choice(Kind.self, of: try fields.required("kind"), "kind")
        var choices: [String] = []
        if fields.node("choices") != nil {
            for choice in try fields.list("choices", atMost: 20) {
                choices.append(try fields.text(of: choice, "choices"))
            }
        }
        guard choices.isEmpty == (kind != .choice), choices.allSatisfy({ Identifier.isCode($0) }) else {
            throw fields.error(
                .invalidValue, "a `choice`, and nothing else, has `choices`", at: node,
                help: "write `choices: [a, b]` beside `kind: choice`")
        }
        self.choices = choices
        var standard: String?
        if let value = fields.node("default") { standard = try fields.text(of: value, "default") }
        self.standard = standard
        if let standard { _ = try written(standard) }
    }

    fileprivate var wanted: String {
        switch kind {
        case .code: "a code, such as `17300`"
        case .codes: "codes with commas between them, such as `17300,17028`"
        case .day: "a day, such as `2026-03-02`"
        case .decimal: "a number, such as `0.5`"
        case .choice: Suggestion.oneOf(choices)
        case .text: "a line of text"
        }
    }

    /// As it stands in YAML, and as literals in SQL.
    fileprivate func written(_ value: String) throws(StudyError) -> (plain: String, sql: String) {
        let value = value.trimmingCharacters(in: .whitespaces)
        let codes = value.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let isValid: Bool
        switch kind {
        case .code: isValid = Identifier.isCode(value)
        case .codes: isValid = codes.count <= 60 && codes.allSatisfy { Identifier.isCode($0) }
        case .day: isValid = Day(value) != nil
        case .decimal: isValid = value.wholeMatch(of: #/[0-9]{1,6}(?:\.[0-9]{1,6})?/#) != nil
        case .choice: isValid = choices.contains(value)
        case .text: isValid = Identifier.isLine(value, atMost: 200)
        }
        guard isValid else {
            throw StudyError(
                .parameter, "`\(name)` is `\(YAMLFields.excerpt(value))`", help: "give it \(wanted)")
        }
        let plain = kind == .codes ? codes.joined(separator: ", ") : value
        let literals = (kind == .codes ? codes : [value]).map { "'\($0)'" }.joined(separator: ", ")
        return (kind == .text ? JSONValue.string(value).canonicalText : plain, kind == .text ? "''" : literals)
    }
}
