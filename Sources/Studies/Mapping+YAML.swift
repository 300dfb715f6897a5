// SPDX-License-Identifier: Apache-2.0
//
// A mapping read from the YAML file that a holder keeps. Every unknown, missing or mistyped key gives one
// sentence with its place, and so does every column that the dataset has and the file leaves out.

import Yams

extension Mapping {
    package static let maximumBytes = 262_144
    private static let maximumSchemaBytes = 63
    private static let keys = ["dataset", "table", "where", "columns", "objections", "consents"]

    /// - Parameters:
    ///   - file: what messages call it.
    ///   - catalogue: the holder's own; the file names one of its datasets.
    package init(yaml: String, file: String, catalogue: Catalogue) throws(StudyError) {
        let source = SourceText(file: file, text: yaml)
        guard yaml.utf8.count <= Mapping.maximumBytes else {
            throw StudyError(.tooLarge, "`\(file)` is larger than 256 kB", help: "map one table in one file")
        }
        try SourceText.checkVisible(yaml, file: file)
        let root = try Study.compose(yaml, source, beginning: "a mapping, beginning with `dataset:`")
        try self.init(root: root, source: source, catalogue: catalogue, text: yaml)
    }

    private init(
        root: Node, source: SourceText, catalogue: Catalogue, text: String
    ) throws(StudyError) {
        var places = StudyPlaces(source: source)
        let fields = try YAMLFields(
            root, path: "", known: Mapping.keys, optional: ["where", "consents"], source: source, places: &places)
        let name = try fields.text("dataset")
        guard let dataset = catalogue.datasets.first(where: { $0.id == name }) else {
            throw fields.error(
                .wrongDataset, "the catalogue has no dataset `\(YAMLFields.excerpt(name))`",
                at: try fields.required("dataset"),
                help: Suggestion.help(for: name, among: catalogue.datasets.map(\.id)))
        }
        guard Mapping.schema(of: dataset).utf8.count <= Mapping.maximumSchemaBytes else {
            throw StudyError(
                .mapping, "the name of `\(dataset.id)` is too long for a schema of PostgreSQL",
                help: "have the dataset renamed to at most 57 characters")
        }
        self.init(
            dataset: dataset, table: try fields.table(),
            columns: try Mapping.columns(try fields.required("columns"), dataset, source, &places),
            filter: try fields.condition(),
            objections: try fields.list(try fields.required("objections"), "objections", dataset, &places),
            consents: try Mapping.consents(fields, dataset, &places), text: text)
    }

    private static func columns(
        _ node: Node, _ dataset: Dataset, _ source: SourceText, _ places: inout StudyPlaces
    ) throws(StudyError) -> [MappedColumn] {
        let fields = try YAMLFields(
            node, path: "columns", known: dataset.columns.map(\.name),
            optional: dataset.columns.filter(\.optional).map(\.name), source: source, places: &places)
        var columns: [MappedColumn] = []
        for column in dataset.columns {
            guard let node = fields.node(column.name) else {
                columns.append(
                    MappedColumn(column: column, source: nil, values: [:], otherwise: nil, timeZone: nil, factor: nil))
                continue
            }
            columns.append(try fields.column(node, column, dataset.territory, &places))
        }
        return columns
    }

    private static func consents(
        _ fields: YAMLFields, _ dataset: Dataset, _ places: inout StudyPlaces
    ) throws(StudyError) -> MappedList? {
        guard let node = fields.node("consents") else {
            guard !dataset.needsConsent else {
                throw StudyError(
                    .missingKey, "`\(dataset.id)` counts only who consented, and the mapping has no `consents`",
                    help: "add `consents: { table: ..., unit: ... }`, the list of those who did")
            }
            return nil
        }
        guard dataset.needsConsent else {
            throw fields.error(
                .mapping, "`\(dataset.id)` asks for no consent: this list would leave nobody out", at: node,
                help: "delete `consents`, and name those who don't want to be counted below `objections`")
        }
        return try fields.list(node, "consents", dataset, &places)
    }
}

extension YAMLFields {
    /// `name` or `schema.name`, as PostgreSQL lists them.
    fileprivate func table() throws(StudyError) -> MappedTable {
        let node = try required("table")
        let text = try text(of: node, "table")
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ (1...63).contains($0.utf8.count) && !$0.contains("\"") }) else {
            throw error(
                .invalidValue, "`table` is `\(YAMLFields.excerpt(text))`", at: node,
                help: "write a table's name, or its schema's and its own such as `operations.journeys`")
        }
        return MappedTable(parts: parts)
    }

    fileprivate func condition() throws(StudyError) -> String? {
        guard let node = node("where") else { return nil }
        return try expression(node, "where")
    }

    fileprivate func expression(_ node: Node, _ name: String) throws(StudyError) -> String {
        let text = try scalar(node, name)
        return try MappedExpression.checked(text, at: place(ofText: node), in: source)
    }

    /// Where a scalar's first character stands, when the text stands there as it is.
    private func place(ofText node: Node) -> StudyPlaces.Place? {
        guard let scalar = node.scalar, !scalar.string.contains(where: \.isNewline) else { return nil }
        let place = YAMLFields.place(of: node, in: source)
        let isQuoted = [.singleQuoted, .doubleQuoted].contains(scalar.style)
        return StudyPlaces.Place(line: place.line, column: place.column + (isQuoted ? 1 : 0), length: place.length)
    }

    /// An expression, or `{ from: expression, values: { ... }, otherwise: code, time_zone: name, times: 1000 }`.
    fileprivate func column(
        _ node: Node, _ column: Column, _ territory: Territory, _ places: inout StudyPlaces
    ) throws(StudyError) -> MappedColumn {
        guard case .mapping = node else {
            return MappedColumn(
                column: column, source: try expression(node, column.name), values: [:], otherwise: nil, timeZone: nil,
                factor: nil)
        }
        let fields = try YAMLFields(
            node, path: YAMLFields.join(path, column.name),
            known: ["from", "values", "otherwise", "time_zone", "times"],
            optional: ["values", "otherwise", "time_zone", "times"], source: source, places: &places)
        let values = try fields.values(column, territory)
        if let otherwise = fields.node("otherwise"), values.isEmpty {
            throw fields.error(
                .mapping, "`otherwise` stands without `values`", at: otherwise, help: "add `values: { own: code }`")
        }
        return MappedColumn(
            column: column, source: try fields.expression(try fields.required("from"), "from"), values: values,
            otherwise: try fields.node("otherwise").map { node throws(StudyError) in
                try fields.code(node, column, territory)
            },
            timeZone: try fields.timeZone(column), factor: try fields.factor(column))
    }

    private func values(_ column: Column, _ territory: Territory) throws(StudyError) -> [String: String] {
        guard let node = node("values") else { return [:] }
        guard case .mapping(let mapping) = node, !mapping.isEmpty, mapping.count <= 10_000 else {
            throw error(
                .wrongType, "`values` of `\(column.name)` should give a code for each own value", at: node,
                help: "write `values: { own: code, other: code }`")
        }
        var values: [String: String] = [:]
        for (own, value) in mapping {
            values[try scalar(own, "values")] = try code(value, column, territory)
        }
        return values
    }

    /// A value that the dataset declares for the column.
    private func code(_ node: Node, _ column: Column, _ territory: Territory) throws(StudyError) -> String {
        let text = try text(of: node, column.name)
        let codes: [String]
        switch column.kind {
        case .enumeration(let values): codes = values.map(\.code)
        case .zone: codes = territory.zones.map(\.code) + [Territory.outsideCode]
        case .boolean: codes = ["true", "false"]
        case .integer, .date, .timestamp, .identifier:
            throw error(
                .mapping, "`\(column.name)` has no list of values", at: node, help: "leave `values` and `otherwise` out"
            )
        }
        guard codes.contains(text) else {
            throw error(
                .invalidValue, "`\(YAMLFields.excerpt(text))` is not a value of `\(column.name)`", at: node,
                help: Suggestion.help(for: text, among: codes))
        }
        return text
    }

    private func factor(_ column: Column) throws(StudyError) -> String? {
        guard let node = node("times") else { return nil }
        guard case .integer = column.kind else {
            throw error(.mapping, "`\(column.name)` is no amount", at: node, help: "leave `times` out")
        }
        return try text("times", mustBe: "a number above 0 such as `1000` or `0.001`") { text in
            text.wholeMatch(of: /[0-9]{1,9}(?:\.[0-9]{1,9})?/) != nil && text.contains { ("1"..."9").contains($0) }
        }
    }

    private func timeZone(_ column: Column) throws(StudyError) -> String? {
        guard let node = node("time_zone") else { return nil }
        guard [.date, .timestamp].contains(column.kind) else {
            throw error(.mapping, "`\(column.name)` is no time", at: node, help: "leave `time_zone` out")
        }
        return try text("time_zone", mustBe: "a zone such as `Europe/Paris`") { text in
            (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
                        || [UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
                }
        }
    }

    fileprivate func list(
        _ node: Node, _ name: String, _ dataset: Dataset, _ places: inout StudyPlaces
    ) throws(StudyError) -> MappedList {
        let fields = try YAMLFields(
            node, path: name, known: ["table", "unit", "where"], optional: ["where"], source: source, places: &places)
        guard let column = dataset.column(dataset.unit.column) else {
            throw StudyError(.dataset, "`\(dataset.id)` has no unit of privacy", help: "have its description mended")
        }
        let unit = MappedColumn(
            column: column, source: try fields.expression(try fields.required("unit"), "unit"), values: [:],
            otherwise: nil, timeZone: nil, factor: nil)
        return MappedList(table: try fields.table(), unit: unit, filter: try fields.condition())
    }
}
