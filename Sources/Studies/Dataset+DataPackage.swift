// SPDX-License-Identifier: Apache-2.0
//
// A dataset of the catalogue read from its Frictionless data package: one table of records with a Table
// Schema, public reference tables, and under `regie` what Frictionless has no word for: the unit of privacy,
// the sensitivity, the time column, the record period, the sources, which field is a zone, labels in two
// languages. Rows of records are never read.

import Foundation

extension Dataset {
    /// Reads `datapackage.json` in a folder of the catalogue.
    /// - Parameters:
    ///   - directory: the dataset's folder.
    ///   - referenceRows: rows of reference tables by table name, in the order of their fields; they take the
    ///     place of rows written in the package.
    package init(
        directory: URL, territory: Territory, referenceRows: [String: [[String]]] = [:]
    ) throws(StudyError) {
        let file = directory.appendingPathComponent("datapackage.json")
        guard let data = try? Data(contentsOf: file), data.count <= 4 << 20 else {
            throw StudyError(
                .dataset, "there is no readable `datapackage.json` in `\(directory.lastPathComponent)`",
                help: "give the folder of a dataset, such as `datasets/mobility-trips`")
        }
        try self.init(dataPackage: data, territory: territory, referenceRows: referenceRows)
    }

    /// - Throws: `.dataset` with the path of the member that is missing or wrong.
    package init(
        dataPackage: some Sequence<UInt8>, territory: Territory, referenceRows: [String: [[String]]] = [:]
    ) throws(StudyError) {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: dataPackage)
        } catch {
            throw StudyError(
                .dataset, "the data package can't be read: \(error)", help: "write plain JSON with whole numbers")
        }
        try self.init(document, territory, referenceRows)
    }

    private init(
        _ document: JSONValue, _ territory: Territory, _ referenceRows: [String: [[String]]]
    ) throws(StudyError) {
        let package = try PackageObject(document, path: "")
        let regie = try package.object("regie")
        let resources = try package.objects("resources")
        let table = try regie.name("table")
        guard let records = resources.first(where: { $0.members["name"]?.string == table }) else {
            throw PackageObject.refusal("no resource is named `\(table)`", help: "add it to `resources`")
        }
        let columns = try Dataset.columns(records, territory)
        let references = try Dataset.references(resources, except: table, territory, referenceRows)
        try self.init(
            id: package.slug("name"),
            version: package.text("version", mustBe: "a version such as `1.0.0`") { Identifier.isCode($0) },
            title: regie.localized("title"), table: table, unit: Dataset.unit(regie, columns), columns: columns,
            timeColumn: Dataset.timeColumn(regie, columns), recordPeriod: Dataset.recordPeriod(regie),
            referenceTables: references, sources: Dataset.sources(regie), territory: territory,
            descriptionHash: Dataset.hash(document, territory, references),
            sensitivity: Dataset.sensitivity(regie), recordWords: regie.localized("recordWords"),
            methods: NamedMethod.all(in: regie), legalThresholds: LegalThreshold.all(in: regie),
            needsConsent: Dataset.needsConsent(regie))
    }

    private static func columns(_ resource: PackageObject, _ territory: Territory) throws(StudyError) -> [Column] {
        var columns: [Column] = []
        for field in try resource.object("schema").objects("fields") {
            let column = try Column(field: field, territory: territory)
            guard !columns.contains(where: { $0.name == column.name }) else {
                throw PackageObject.refusal("two fields are named `\(column.name)`", help: "name each field once")
            }
            columns.append(column)
        }
        return columns
    }

    private static func references(
        _ resources: [PackageObject], except table: String, _ territory: Territory, _ rows: [String: [[String]]]
    ) throws(StudyError) -> [ReferenceTable] {
        var tables: [ReferenceTable] = []
        for resource in resources where resource.members["name"]?.string != table {
            let name = try resource.name("name")
            guard !tables.contains(where: { $0.name == name }) else {
                throw PackageObject.refusal("two resources are named `\(name)`", help: "name each resource once")
            }
            tables.append(try ReferenceTable(resource: resource, territory: territory, supplied: rows[name]))
        }
        if let unknown = rows.keys.sorted().first(where: { name in !tables.contains { $0.name == name } }) {
            throw PackageObject.refusal(
                "rows were given for `\(unknown)`, which is no reference table", help: "declare it in `resources`")
        }
        return tables
    }

    private static func unit(_ regie: PackageObject, _ columns: [Column]) throws(StudyError) -> UnitOfPrivacy {
        let unit = try regie.object("unitOfPrivacy")
        let kind = try unit.text("kind", mustBe: "`person` or `household`") { UnitOfPrivacy.Kind(rawValue: $0) != nil }
        let name = try unit.name("column")
        let column = columns.first { $0.name == name }
        switch column?.kind {
        case .identifier, .integer:
            guard column?.optional == false else { fallthrough }
            return UnitOfPrivacy(kind: UnitOfPrivacy.Kind(rawValue: kind) ?? .person, column: name)
        default:
            throw PackageObject.refusal(
                "`regie.unitOfPrivacy.column` names no required identifier",
                help: "name a field of free text or whole numbers whose constraints say `\"required\": true`")
        }
    }

    private static func timeColumn(_ regie: PackageObject, _ columns: [Column]) throws(StudyError) -> String {
        let name = try regie.name("timeColumn")
        guard let kind = columns.first(where: { $0.name == name })?.kind, [.timestamp, .date].contains(kind) else {
            throw PackageObject.refusal(
                "`regie.timeColumn` names no field of type date or datetime", help: "name the field that dates a record"
            )
        }
        return name
    }

    private static func recordPeriod(_ regie: PackageObject) throws(StudyError) -> Period {
        let days = try regie.object("recordPeriod")
        guard let period = Period(start: try days.day("from"), end: try days.day("to")) else {
            throw PackageObject.refusal(
                "`regie.recordPeriod` ends before it has begun", help: "`to` is the first day after the period")
        }
        return period
    }

    private static func sources(_ regie: PackageObject) throws(StudyError) -> [SourceDescription] {
        var sources: [SourceDescription] = []
        for object in try regie.objects("sources") {
            sources.append(SourceDescription(id: try object.slug("id"), title: try object.localized("title")))
        }
        guard !sources.isEmpty, Set(sources.map(\.id)).count == sources.count else {
            throw PackageObject.refusal(
                "`regie.sources` should list at least one source, each with its own id", help: "name each source once")
        }
        return sources
    }

    /// A member of its own, so that a misspelt word never counts people without their consent.
    private static func needsConsent(_ regie: PackageObject) throws(StudyError) -> Bool {
        guard regie.members["consent"] != nil else { return false }
        _ = try regie.text("consent", mustBe: "`required`, or leave it out") { $0 == "required" }
        return true
    }

    private static func sensitivity(_ regie: PackageObject) throws(StudyError) -> Sensitivity? {
        guard regie.members["sensitivity"] != nil else { return nil }
        let object = try regie.object("sensitivity")
        let known = Sensitivity.Level.allCases.map(\.rawValue)
        let level = try object.text("level", mustBe: Suggestion.oneOf(known)) { known.contains($0) }
        return Sensitivity(
            level: Sensitivity.Level(rawValue: level) ?? .high, reason: try object.localized("reason"))
    }

    /// Over the package as it is, the rows of reference tables and the codes of the zones.
    private static func hash(_ document: JSONValue, _ territory: Territory, _ references: [ReferenceTable]) -> String {
        let rows = references.map { table in
            (table.name, JSONValue.array(table.rows.map { .array($0.map(JSONValue.string)) }))
        }
        let description = JSONValue.object([
            "package": document, "territory": .string(territory.id),
            "zones": .array(territory.zones.map { .string($0.code) }),
            "reference_rows": .object(Dictionary(rows) { first, _ in first }),
        ])
        return ContentHash.hex(of: description.canonicalBytes)
    }
}
