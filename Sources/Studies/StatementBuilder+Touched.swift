// SPDX-License-Identifier: Apache-2.0
//
// What a plan's statement would touch in a holder's database, as one statement of counts: for a dry run, before which
// nothing is sent, and after which nothing is kept.

extension StatementBuilder {
    /// One row: `records` and `units` that the study is about; of these, `objected_` and `unconsented_` ones that the
    /// lists leave out; and the `counted_` ones.
    var touched: String {
        var joins: [String] = []
        for (index, axis) in axes.enumerated() { _ = position(axis, index: index, joins: &joins) }
        let unit = dataset.unit.column
        let lists =
            [(StatementBuilder.objectionsTable, "o")]
            + (dataset.needsConsent ? [(StatementBuilder.consentsTable, "c")] : [])
        // Joined once, whatever the planner knows of the lists: an EXISTS for each record could read them each time.
        joins += lists.map { table, name in
            "LEFT JOIN (SELECT DISTINCT \(unit) FROM \(table)) AS \(name) ON \(name).\(unit) = t.\(unit)"
        }
        let unconsented = dataset.needsConsent ? "c.\(unit) IS NULL" : "FALSE"
        let lines =
            [
                "SELECT t.\(unit) AS unit, o.\(unit) IS NOT NULL AS objected, \(unconsented) AS unconsented",
                "FROM \(SQLQuote.name(dataset.table)) AS t",
            ] + joins + ["WHERE " + scope.joined(separator: "\n  AND ")]
        return """
            SELECT \(Self.counts("", nil)),
              \(Self.counts("objected_", "objected")),
              \(Self.counts("unconsented_", "unconsented AND NOT objected")),
              \(Self.counts("counted_", "NOT objected AND NOT unconsented"))
            FROM (
            \(lines.joined(separator: "\n"))
            ) AS r
            """
    }

    private static func counts(_ prefix: String, _ condition: String?) -> String {
        let filter = condition.map { " FILTER (WHERE \($0))" } ?? ""
        return "count(*)\(filter) AS \(prefix)records, count(DISTINCT unit)\(filter) AS \(prefix)units"
    }
}
