// SPDX-License-Identifier: Apache-2.0
//
// Reading members of a Frictionless `datapackage.json` (Data Package 1.0, Table Schema 1.0), each wrong or
// missing one refused with its path. What Frictionless lacks stands in objects named `regie`.

/// One object of the data package, with the path to it.
struct PackageObject {
    let members: [String: JSONValue]
    let path: String

    init(_ value: JSONValue?, path: String) throws(StudyError) {
        guard let members = value?.object else {
            throw PackageObject.refusal("`\(path)` should be an object", help: "write it between braces")
        }
        self.members = members
        self.path = path
    }

    func text(_ name: String, mustBe wanted: String, _ isValid: (String) -> Bool) throws(StudyError) -> String {
        if let text = members[name]?.string, let hidden = HiddenCharacter.first(in: text) {
            throw PackageObject.refusal(
                "`\(at(name))` has a character that nobody sees, \(HiddenCharacter.name(hidden)),",
                help: "delete it, or write the text again by hand")
        }
        guard let text = members[name]?.string, isValid(text) else {
            throw PackageObject.refusal("`\(at(name))` is missing or not what it should be", help: "write \(wanted)")
        }
        return text
    }

    func slug(_ name: String) throws(StudyError) -> String {
        try text(name, mustBe: "lowercase letters, digits and hyphens") { Identifier.isSlug($0) }
    }

    func name(_ name: String) throws(StudyError) -> String {
        try text(name, mustBe: "a lowercase name of letters, digits and underscores", Identifier.isName)
    }

    func day(_ name: String) throws(StudyError) -> Day {
        let text = try text(name, mustBe: "a day as YYYY-MM-DD") { Day($0) != nil }
        guard let day = Day(text) else {
            throw PackageObject.refusal("`\(at(name))` is no day", help: "write YYYY-MM-DD")
        }
        return day
    }

    func object(_ name: String) throws(StudyError) -> PackageObject {
        try PackageObject(members[name], path: at(name))
    }

    func objects(_ name: String) throws(StudyError) -> [PackageObject] {
        guard let elements = members[name]?.array, elements.count <= 10_000 else {
            throw PackageObject.refusal("`\(at(name))` should be a list of objects", help: "write it between brackets")
        }
        var objects: [PackageObject] = []
        for (index, element) in elements.enumerated() {
            objects.append(try PackageObject(element, path: "\(at(name))[\(index)]"))
        }
        return objects
    }

    /// A text for both languages, or `{"fr": ..., "en": ...}`.
    func localized(_ name: String) throws(StudyError) -> Localized {
        let isLine = { (text: String) in Identifier.isLine(text, atMost: 500) }
        guard members[name]?.string == nil else { return Localized(try text(name, mustBe: "one line of text", isLine)) }
        let texts = try object(name)
        return Localized(
            fr: try texts.text("fr", mustBe: "one line of text", isLine),
            en: try texts.text("en", mustBe: "one line of text", isLine))
    }

    func at(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

    static func refusal(_ message: String, help: String) -> StudyError {
        StudyError(.dataset, message + " in the data package", help: help)
    }
}

extension Column {
    /// A field of a Table Schema.
    init(field: PackageObject, territory: Territory) throws(StudyError) {
        let name = try field.name("name")
        let regie = field.members["regie"] == nil ? nil : try field.object("regie")
        let title: Localized
        if let regie, regie.members["title"] != nil {
            title = try regie.localized("title")
        } else {
            title = try field.localized("title")
        }
        self.init(
            name: name, kind: try Column.kind(field, regie), title: title,
            optional: field.members["constraints"]?["required"]?.bool != true,
            unit: regie?.members["unit"]?.string.flatMap { Identifier.isLine($0, atMost: 20) ? $0 : nil })
    }

    private static func kind(_ field: PackageObject, _ regie: PackageObject?) throws(StudyError) -> Kind {
        let constraints = field.members["constraints"]
        switch field.members["type"]?.string {
        case "string":
            if regie?.members["kind"]?.string == "zone" { return .zone }
            guard let values = constraints?["enum"]?.array else { return .identifier }
            return .enumeration(try enumeration(values, field, regie))
        case "integer":
            guard let low = constraints?["minimum"]?.int, let high = constraints?["maximum"]?.int, low <= high else {
                throw PackageObject.refusal(
                    "`\(field.at("constraints"))` gives no range", help: "write a `minimum` and a `maximum`")
            }
            return .integer(low...high)
        case "boolean": return .boolean
        case "date": return .date
        case "datetime": return .timestamp
        default:
            throw PackageObject.refusal(
                "`\(field.at("type"))` is not a type that studies can read",
                help: "write `string`, `integer`, `boolean`, `date` or `datetime`")
        }
    }

    private static func enumeration(
        _ values: [JSONValue], _ field: PackageObject, _ regie: PackageObject?
    ) throws(StudyError) -> [DomainValue] {
        let path = field.at("constraints.enum")
        let codes = values.compactMap(\.string).filter(Identifier.isCode)
        guard !codes.isEmpty, codes.count == values.count, Set(codes).count == codes.count, codes.count <= 1_000 else {
            throw PackageObject.refusal(
                "`\(path)` should list 1 to 1000 different codes",
                help: "write codes of letters, digits, hyphens, dots or underscores")
        }
        guard let labels = regie?.members["labels"], let regie else {
            return codes.map { DomainValue(code: $0, label: Localized($0)) }
        }
        let texts = try PackageObject(labels, path: regie.at("labels"))
        var domain: [DomainValue] = []
        for code in codes { domain.append(DomainValue(code: code, label: try texts.localized(code))) }
        return domain
    }
}

extension ReferenceTable {
    /// A resource with a primary key of one column; its rows inline under `data`, or supplied.
    init(
        resource: PackageObject, territory: Territory, supplied: [[String]]?
    ) throws(StudyError) {
        let schema = try resource.object("schema")
        var columns: [Column] = []
        for field in try schema.objects("fields") { columns.append(try Column(field: field, territory: territory)) }
        let key = try schema.name("primaryKey")
        guard columns.contains(where: { $0.name == key }), Set(columns.map(\.name)).count == columns.count else {
            throw PackageObject.refusal(
                "`\(schema.at("primaryKey"))` names no column, or two columns have one name",
                help: "name one column of the table")
        }
        let rows: [[String]]
        if let supplied { rows = supplied } else { rows = try ReferenceTable.inline(resource, columns) }
        self.init(name: try resource.name("name"), keyColumn: key, columns: columns, rows: rows)
        try check(territory: territory)
    }

    private static func inline(_ resource: PackageObject, _ columns: [Column]) throws(StudyError) -> [[String]] {
        guard resource.members["data"] != nil else { return [] }
        var rows: [[String]] = []
        for object in try resource.objects("data") {
            var row: [String] = []
            for column in columns { row.append(try object.text(column.name, mustBe: "a text") { _ in true }) }
            rows.append(row)
        }
        return rows
    }

    /// Every row has one declared value per column, and no two rows have one key.
    private func check(territory: Territory) throws(StudyError) {
        for (number, row) in rows.enumerated() {
            guard row.count == columns.count, zip(row, columns).allSatisfy({ $1.declares($0, in: territory) }) else {
                throw PackageObject.refusal(
                    "row \(number + 1) of the reference table `\(name)` has an undeclared value",
                    help: "give each column a value that its field declares")
            }
        }
        let keyIndex = columns.firstIndex { $0.name == keyColumn } ?? 0
        let keys = rows.map { $0[keyIndex] }
        guard Set(keys).count == keys.count else {
            throw PackageObject.refusal(
                "two rows of the reference table `\(name)` have one key", help: "keep one row for each `\(keyColumn)`")
        }
    }
}

extension Column {
    /// The text is one of the column's values: for zones and enumerations only.
    func declares(_ text: String, in territory: Territory) -> Bool {
        switch kind {
        case .enumeration(let values): values.contains { $0.code == text }
        case .zone: territory.zone(text) != nil
        default: false
        }
    }
}
