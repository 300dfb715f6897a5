// SPDX-License-Identifier: Apache-2.0
//
// A study read from its YAML file. Every unknown, missing or mistyped key gives one sentence with its place.
// What depends on the dataset (sources, period, the query's meaning, ranges of privacy) is Planner's.

import Foundation
import Yams

extension Study {
    package static let maximumBytes = 65_536
    package static let maximumQueryBytes = 8_000

    /// - Parameters:
    ///   - yaml: the text of the file; JSON is taken too, as it is YAML.
    ///   - file: what messages call it.
    package init(yaml: String, file: String) throws(StudyError) {
        let source = SourceText(file: file, text: yaml)
        guard yaml.utf8.count <= Study.maximumBytes else {
            throw StudyError(.tooLarge, "`\(file)` is larger than 64 kB", help: "a study is a page of text: shorten it")
        }
        try SourceText.checkVisible(yaml, file: file)
        let root = try Study.compose(yaml, source, beginning: "a study, beginning with `id:`")
        try self.init(root: root, source: source)
    }

    private init(root: Node, source: SourceText) throws(StudyError) {
        var places = StudyPlaces(source: source)
        let keys = [
            "id", "title", "requester", "purpose", "question", "benefit", "dataset", "sources", "period", "query",
            "privacy", "formats", "retention_days", "comparison",
        ]
        let fields = try YAMLFields(
            root, path: "", known: keys, optional: ["comparison"], source: source, places: &places)
        let query = try fields.query(&places)
        self.init(
            id: try fields.slug("id"),
            title: try fields.localized("title", atMost: 200, &places),
            requester: try fields.requester(&places),
            purpose: try fields.text("purpose", mustBe: "a DPV term such as `dpv:PublicBenefit`", Study.isPurpose),
            question: try fields.localized("question", atMost: 2_000, &places),
            benefit: try fields.localized("benefit", atMost: 2_000, &places),
            dataset: try fields.slug("dataset"),
            sources: try fields.sources(&places),
            period: try fields.period(&places),
            query: query,
            privacy: try fields.privacy(&places),
            formats: try fields.formats(&places),
            retentionDays: try fields.retentionDays(),
            comparison: try fields.comparison(&places),
            places: places)
    }

    /// - Parameter beginning: what to write when there is nothing.
    static func compose(
        _ yaml: String, _ source: SourceText, beginning: String
    ) throws(StudyError) -> Node {
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw StudyError(.yamlSyntax, "`\(source.file)` is empty", help: "write \(beginning)")
            }
            return node
        } catch let error as StudyError {
            throw error
        } catch let error as YamlError {
            throw refusal(error, source)
        } catch {
            throw StudyError(.yamlSyntax, "`\(source.file)` is not YAML", help: "check its indentation and quotes")
        }
    }

    private static func refusal(_ error: YamlError, _ source: SourceText) -> StudyError {
        let help = "check the indentation, colons and quotes of this line and the one before"
        func refusal(_ problem: String, _ mark: Mark) -> StudyError {
            let column = source.column(ofScalar: mark.column, line: mark.line)
            let line = min(mark.line, max(1, source.lines.count))
            return StudyError(
                .yamlSyntax, "the file is not YAML here (\(problem))",
                at: source.span(line: line, column: column, length: 1), help: help)
        }
        switch error {
        case .scanner(let context?, let problem, _, _) where problem.contains("end of stream"):
            return refusal(problem, context.mark)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return refusal(problem, mark)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? "?"
            return StudyError(
                .duplicate, "the key `\(key)` is written twice",
                at: source.secondLine(ofKey: key, from: context.mark.line), help: "keep one of them")
        default:
            return StudyError(
                .yamlSyntax, "`\(source.file)` is not YAML", help: "save it as UTF-8 text without controls")
        }
    }

    static func isPurpose(_ text: String) -> Bool {
        text.hasPrefix("dpv:") && (5...80).contains(text.utf8.count)
            && text.utf8.dropFirst(4).allSatisfy { (65...90).contains($0) || (97...122).contains($0) }
    }
}

extension YAMLFields {
    fileprivate func slug(_ name: String) throws(StudyError) -> String {
        try text(name, mustBe: "lowercase letters, digits and hyphens, such as `flows-by-mode`") {
            Identifier.isSlug($0)
        }
    }

    /// One text for both languages, or `{fr: ..., en: ...}`.
    fileprivate func localized(
        _ name: String, atMost limit: Int, _ places: inout StudyPlaces
    ) throws(StudyError) -> Localized {
        let node = try required(name)
        let isText = { (text: String) in
            Identifier.isLine(text.split(whereSeparator: \.isNewline).joined(separator: " "), atMost: limit)
        }
        let wanted = "1 to \(limit) characters of text"
        if case .scalar = node {
            return Localized(try text(name, mustBe: wanted, isText).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let fields = try YAMLFields(
            node, path: YAMLFields.join(path, name), known: ["fr", "en"], source: source, places: &places)
        return Localized(
            fr: try fields.text("fr", mustBe: wanted, isText).trimmingCharacters(in: .whitespacesAndNewlines),
            en: try fields.text("en", mustBe: wanted, isText).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    fileprivate func requester(_ places: inout StudyPlaces) throws(StudyError) -> Study.Requester {
        let fields = try YAMLFields(
            try required("requester"), path: "requester", known: ["id", "name", "kind"], source: source,
            places: &places)
        return Study.Requester(
            id: try fields.slug("id"),
            name: try fields.text("name", mustBe: "one line of at most 200 characters") {
                Identifier.isLine($0, atMost: 200)
            },
            kind: try fields.choice(Study.RequesterKind.self, of: try fields.required("kind"), "kind"))
    }

    fileprivate func sources(_ places: inout StudyPlaces) throws(StudyError) -> [String] {
        var sources: [String] = []
        for (index, node) in try list("sources", atMost: 100).enumerated() {
            let source = try text(of: node, "sources")
            places.values["sources.\(index)"] = YAMLFields.place(of: node, in: self.source)
            guard !sources.contains(source) else {
                throw error(.duplicate, "source `\(source)` is named twice", at: node, help: "name each source once")
            }
            sources.append(source)
        }
        return sources
    }

    fileprivate func period(_ places: inout StudyPlaces) throws(StudyError) -> Period {
        let node = try required("period")
        let fields = try YAMLFields(node, path: "period", known: ["from", "to"], source: source, places: &places)
        let start = try fields.day("from")
        let end = try fields.day("to")
        guard let period = Period(start: start, end: end) else {
            throw fields.error(
                .period, "the period ends on `\(end)`, before it has begun on `\(start)`",
                at: try fields.required("to"),
                help: "`to` is the first day after the period: write a later day")
        }
        return period
    }

    private func day(_ name: String) throws(StudyError) -> Day {
        let text = try text(name, mustBe: "a day that exists as YYYY-MM-DD, such as `2026-03-02`") { Day($0) != nil }
        guard let day = Day(text) else {
            throw error(.invalidValue, "`\(name)` is no day", at: try required(name), help: "write YYYY-MM-DD")
        }
        return day
    }

    fileprivate func privacy(_ places: inout StudyPlaces) throws(StudyError) -> Study.Privacy {
        let fields = try YAMLFields(
            try required("privacy"), path: "privacy",
            known: ["epsilon", "delta_exponent", "cells_per_unit", "per_cell", "norm"],
            optional: ["cells_per_unit", "per_cell", "norm"], source: source, places: &places)
        try fields.checkBounds()
        let epsilon = try fields.text("epsilon", mustBe: "a number with at most six decimals, such as `3.5`") {
            MicroDecimal.parse($0) != nil
        }
        return Study.Privacy(
            epsilonMicro: MicroDecimal.parse(epsilon) ?? 0,
            deltaExponent: Int(try fields.integer("delta_exponent")),
            cellsPerUnit: fields.node("norm") == nil ? Int(try fields.integer("cells_per_unit")) : 0,
            perCell: try fields.bounds("per_cell", &places), norms: try fields.bounds("norm", &places))
    }

    /// Either cells and a bound in each, or norms.
    private func checkBounds() throws(StudyError) {
        guard let norm = node("norm") else {
            _ = try required("cells_per_unit")
            return
        }
        for other in ["cells_per_unit", "per_cell"] where node(other) != nil {
            throw error(
                .perCell, "`norm` and `\(other)` bound the same thing in two ways", at: norm,
                help: "keep `norm`, or `cells_per_unit` and `per_cell`")
        }
        if case .mapping(let mapping) = norm, mapping.isEmpty {
            throw error(
                .perCell, "`norm` names no measure", at: norm, help: "give every measure a norm, such as `trips: 6`")
        }
    }

    /// Measures and whole numbers.
    private func bounds(_ name: String, _ places: inout StudyPlaces) throws(StudyError) -> [String: Int64] {
        guard let node = node(name) else { return [:] }
        guard case .mapping(let mapping) = node else {
            throw error(
                .wrongType, "`\(name)` should give each measure its bound", at: node,
                help: "write the measure and its bound below it, such as `trips: 4`")
        }
        var bounds: [String: Int64] = [:]
        for (key, value) in mapping {
            let measure = try text(of: key, name)
            bounds[measure] = try integer(of: value, measure)
            places.values["privacy.\(name).\(measure)"] = YAMLFields.place(of: value, in: source)
        }
        return bounds
    }

    fileprivate func formats(_ places: inout StudyPlaces) throws(StudyError) -> [Study.Format] {
        var formats: [Study.Format] = []
        for (index, node) in try list("formats", atMost: 10).enumerated() {
            let format = try choice(Study.Format.self, of: node, "formats")
            places.values["formats.\(index)"] = YAMLFields.place(of: node, in: source)
            guard !formats.contains(format) else {
                throw error(
                    .duplicate, "format `\(format.rawValue)` is named twice", at: node, help: "name each format once")
            }
            formats.append(format)
        }
        return formats
    }

    fileprivate func retentionDays() throws(StudyError) -> Int {
        let days = try integer("retention_days")
        guard (1...36_500).contains(days) else {
            throw error(
                .invalidValue, "`retention_days` is `\(days)`", at: try required("retention_days"),
                help: "write between 1 and 36500 days")
        }
        return Int(days)
    }

    /// The SQL without the white space after it, and where its first character stands.
    fileprivate func query(_ places: inout StudyPlaces) throws(StudyError) -> String {
        let node = try required("query")
        var query = try scalar(node, "query")
        while query.last?.isWhitespace == true { query.removeLast() }
        guard !query.isEmpty, query.utf8.count <= Study.maximumQueryBytes else {
            throw error(
                .tooLarge, "`query` has \(query.utf8.count) bytes", at: node,
                help: "write a query of at most \(Study.maximumQueryBytes) bytes")
        }
        places.query = queryPlace(query, node)
        return query
    }

    /// Where the query is written character by character: below a `|`, or on one line. Checked, not supposed.
    private func queryPlace(_ query: String, _ node: Node) -> StudyPlaces.QueryPlace? {
        let place = YAMLFields.place(of: node, in: source)
        let isBlock = node.scalar?.style == .literal
        let isQuoted = node.scalar?.style == .singleQuoted || node.scalar?.style == .doubleQuoted
        let lines = SourceText(file: "", text: query).lines
        guard isBlock || lines.count == 1 else { return nil }
        let first = isBlock ? place.line + 1 : place.line
        guard source.lines.indices.contains(first - 1), source.lines.count >= first - 1 + lines.count else {
            return nil
        }
        // The block's own indentation is what its first line with text has in the file and not in the query.
        let spaces = { (line: String) in line.prefix { $0 == " " }.count }
        let written = lines.firstIndex { !$0.isEmpty } ?? 0
        let indent = max(0, spaces(source.lines[first - 1 + written]) - spaces(lines[written]))
        let column = isBlock ? indent + 1 : place.column + (isQuoted ? 1 : 0)
        for (offset, line) in lines.enumerated() {
            guard source.lines[first - 1 + offset].dropFirst(column - 1).hasPrefix(line) else { return nil }
        }
        return StudyPlaces.QueryPlace(line: first, column: column)
    }
}
