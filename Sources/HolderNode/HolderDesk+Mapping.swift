// SPDX-License-Identifier: Apache-2.0
//
// Checking that a holder's tables can be read as a dataset, and putting the views of a mapping in place. The check
// makes temporary views, which nobody else sees and which end with the connection; what the database refuses is said
// with the column of the mapping that it was about.

import Governance
import PostgreSQL
import Studies

extension HolderDesk {
    /// What the tables would say as the mapping's dataset; nothing of the database is changed.
    package func check(_ mapping: Mapping) async throws -> QualityReport {
        try await withConnection { connection in
            let views = try await views(mapping, connection)
            return try await connection.transaction("check mapping", isolation: .repeatableRead) { connection in
                for (name, select) in views {
                    try await connection.executeScript("CREATE TEMP VIEW \(SQLQuote.name(name)) AS \(select)")
                }
                try await connection.executeScript("SET LOCAL search_path = pg_temp")
                return try await QualityReport.make(of: mapping.dataset, on: connection)
            }
        }
    }

    /// What the dataset's own tables, or the views of the mapping in force, say.
    package func check(_ dataset: Dataset) async throws -> QualityReport {
        let schema = try await store.mapping(of: dataset.id).map { _ in Mapping.schema(of: dataset) }
        return try await withConnection { connection in
            try await connection.transaction("check tables", isolation: .repeatableRead, access: .readOnly) {
                connection in
                if let schema {
                    try await connection.executeScript("SET LOCAL search_path = \(SQLQuote.name(schema))")
                }
                try await checkColumns(dataset, connection)
                return try await QualityReport.make(of: dataset, on: connection)
            }
        }
    }

    /// Puts the views in place of those of an earlier mapping: the next statement reads them, and nothing else.
    package func apply(_ mapping: Mapping, at now: Moment) async throws {
        try await withConnection { connection in
            let views = try await views(mapping, connection)
            let schema = SQLQuote.name(Mapping.schema(of: mapping.dataset))
            try await connection.transaction("apply mapping") { connection in
                try await connection.executeScript("CREATE SCHEMA IF NOT EXISTS \(schema)")
                for name in [mapping.dataset.table, "objections", "consents"] {
                    try await connection.executeScript("DROP VIEW IF EXISTS \(schema).\(SQLQuote.name(name))")
                }
                for (name, select) in views {
                    try await connection.executeScript("CREATE VIEW \(schema).\(SQLQuote.name(name)) AS \(select)")
                }
                try await connection.execute(
                    "INSERT INTO regie.mappings (dataset, document, applied_at) VALUES ($1, $2, $3)",
                    [.text(mapping.dataset.id), .text(mapping.text), .int8(now.secondsSinceEpoch)])
            }
        }
    }

    /// The views' names and texts, in the order of their making.
    private func views(_ mapping: Mapping, _ connection: Connection) async throws -> [(String, String)] {
        var types: [String: String] = [:]
        let table = try await resolved(mapping.table, connection)
        for column in mapping.columns {
            try await checkTimeZone(of: column, connection)
            let name = column.column.name
            types[name] = try await type(of: column, in: table, "the column `\(name)`", mapping, connection)
        }
        var views = [(mapping.dataset.table, try mapping.recordsView(types: types, from: table))]
        for (name, list) in [("objections", mapping.objections), ("consents", mapping.consents)] {
            guard let list else { continue }
            let table = try await resolved(list.table, connection)
            let type = try await type(of: list.unit, in: table, "the list of \(name)", mapping, connection)
            views.append((name, try mapping.listView(list, type: type ?? "text", from: table)))
        }
        for (name, select) in views {
            try await refusing("the view `\(name)`", connection) { connection in
                _ = try await connection.execute("SELECT 1 FROM (\(select)\n) AS probe LIMIT 0")
            }
        }
        return views
    }

    /// With its schema, so that no view of ours is ever taken for it.
    private func resolved(_ table: MappedTable, _ connection: Connection) async throws -> MappedTable {
        let rows = try await connection.execute(
            """
            SELECT nspname::text AS schema, relname::text AS name
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE pg_class.oid = to_regclass($1) AND relkind IN ('r', 'v', 'm', 'p', 'f')
            """, [.text(table.sql)])
        guard let row = rows.first else {
            throw HolderError(
                .mapping,
                "there is no table `\(table)` that this user can see; write its name as PostgreSQL lists it, "
                    + "with its schema")
        }
        return MappedTable(parts: [try row.text("schema"), try row.text("name")])
    }

    /// PostgreSQL's name of an expression's type; nil for a column that is read from nothing.
    private func type(
        of column: MappedColumn, in table: MappedTable, _ what: String, _ mapping: Mapping, _ connection: Connection
    ) async throws -> String? {
        guard let probe = mapping.probe(column, of: table) else { return nil }
        return try await refusing(what, connection) { connection in
            try await connection.executeScript(
                "DROP VIEW IF EXISTS pg_temp.regie_probe; CREATE TEMP VIEW regie_probe AS \(probe)")
            let types = try await RelationShape.types(of: "pg_temp.regie_probe", on: connection)
            return types["value"] ?? "unknown"
        }
    }

    /// An error of the database, said with the part of the mapping that it is about. It names tables, columns and
    /// types, and no value.
    private func refusing<Result>(
        _ what: String, _ connection: Connection, _ body: (Connection) async throws -> Result
    ) async throws -> Result {
        do {
            return try await body(connection)
        } catch let error as DatabaseError where ["42", "22", "3F", "0A"].contains(error.code.name.prefix(2)) {
            throw HolderError(
                .mapping, "\(what) of the mapping can't be read: \(error.message); correct its table or expression")
        }
    }

    private func checkTimeZone(of column: MappedColumn, _ connection: Connection) async throws {
        guard let zone = column.timeZone else { return }
        let known = try await connection.execute("SELECT 1 FROM pg_timezone_names WHERE name = $1", [.text(zone)])
        guard !known.isEmpty else {
            throw HolderError(
                .mapping,
                "the database knows no time zone `\(zone)` (column `\(column.column.name)`); "
                    + "write one such as `Europe/Paris`")
        }
    }

    /// Of a table that is read as it is: every column of the dataset is there, in its type.
    private func checkColumns(_ dataset: Dataset, _ connection: Connection) async throws {
        let lists = ["objections"] + (dataset.needsConsent ? ["consents"] : [])
        let unit = dataset.columns.filter { $0.name == dataset.unit.column }
        for (table, columns) in [(dataset.table, dataset.columns)] + lists.map({ ($0, unit) }) {
            let types = try await RelationShape.types(of: table, on: connection)
            guard !types.isEmpty else {
                throw HolderError(
                    .mapping,
                    "there is no table `\(table)`, which `\(dataset.id)` is read from; "
                        + "make it, or give a mapping of the tables that there are")
            }
            for column in columns {
                guard let type = types[column.name], MappedColumn.accepts(type, for: column.kind) else {
                    let found = types[column.name].map { "is of type `\($0)`" } ?? "is missing"
                    throw HolderError(
                        .mapping,
                        "the column `\(column.name)` of `\(table)` \(found), and `\(dataset.id)` wants "
                            + "\(MappedColumn.wanted(for: column.kind)); give a mapping that makes it so")
                }
            }
        }
    }
}

enum RelationShape {
    /// PostgreSQL's names of the columns' types, `enum` for all of those; empty when there is no such table.
    static func types(of relation: String, on connection: Connection) async throws -> [String: String] {
        let rows = try await connection.execute(
            """
            SELECT attname::text AS name, CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN format_type(typbasetype, NULL)
                ELSE format_type(pg_type.oid, NULL) END AS type
            FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            """, [.text(relation)])
        var types: [String: String] = [:]
        for row in rows { types[try row.text("name")] = try row.text("type") }
        return types
    }
}
