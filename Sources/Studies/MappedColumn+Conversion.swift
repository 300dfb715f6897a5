// SPDX-License-Identifier: Apache-2.0
//
// From the type of a holder's column to the type of the dataset's, in ways that cannot fail on any record: what
// has no value of the wanted type becomes NULL, and the quality report counts it. PostgreSQL evaluates a CASE's
// branch only when its condition holds (its manual, "Conditional Expressions"), and no branch here is constant.

extension MappedColumn {
    private static let texts: Set = ["text", "character varying", "character", "name", "uuid", "enum"]
    private static let wholes: Set = ["smallint", "integer", "bigint"]
    private static let fractions: Set = ["numeric", "real", "double precision"]
    private static let moment = "timestamp with time zone"
    private static let civil = "timestamp without time zone"

    /// Whether a table may have the dataset's column in this type as it is.
    package static func accepts(_ type: String, for kind: Column.Kind) -> Bool {
        switch kind {
        case .enumeration, .zone, .identifier: ["text", "character varying"].contains(type)
        case .integer: wholes.contains(type)
        case .boolean: type == "boolean"
        case .date: type == "date"
        case .timestamp: type == civil
        }
    }

    /// What `accepts` takes, for messages.
    package static func wanted(for kind: Column.Kind) -> String {
        switch kind {
        case .enumeration, .zone, .identifier: "`text`"
        case .integer: "`integer` or `bigint`"
        case .boolean: "`boolean`"
        case .date: "`date`"
        case .timestamp: "`timestamp without time zone`"
        }
    }

    /// - Parameter type: of the source; nil for a column that has none.
    func sql(type: String?) throws(StudyError) -> String {
        guard let source, let type else { return "NULL::\(nullType)" }
        let value = "(\(source)\n)"
        if !values.isEmpty { return translated(value) }
        switch column.kind {
        case .enumeration, .zone, .identifier:
            if Self.texts.union(Self.wholes).contains(type) { return "\(value)::text" }
        case .integer(let range):
            if let factor, Self.wholes.union(Self.fractions).contains(type) {
                return scaled(value, by: factor, range)
            }
            guard factor == nil else { break }
            if Self.wholes.contains(type) { return value }
            let (low, high) = (SQLQuote.integer(range.lowerBound), SQLQuote.integer(range.upperBound))
            if Self.fractions.contains(type) {
                return "CASE WHEN \(value) BETWEEN \(low) AND \(high) THEN round(\(value)::numeric)::int8 END"
            }
            if Self.texts.contains(type) {
                return "CASE WHEN \(value)::text ~ '^-?[0-9]{1,15}$' THEN \(value)::text::int8 END"
            }
        case .boolean:
            if type == "boolean" { return value }
        case .date:
            if type == "date" { return value }
            if type == Self.civil { return "\(value)::date" }
            if type == Self.moment { return "(\(try local(value)))::date" }
        case .timestamp:
            if type == Self.civil { return value }
            if type == "date" { return Self.within(value, "DATE", "\(value)::timestamp") }
            if type == Self.moment { return try local(value) }
        }
        throw StudyError(
            .mapping, "`\(column.name)` is read from a \(type), which can't become \(Self.wanted(for: column.kind))",
            help: "read it from a column of that type, or list its `values`")
    }

    private var nullType: String {
        switch column.kind {
        case .enumeration, .zone, .identifier: "text"
        case .integer: "bigint"
        case .boolean: "boolean"
        case .date: "date"
        case .timestamp: "timestamp"
        }
    }

    /// What is too large to be multiplied, or no number, becomes NULL first.
    private func scaled(_ value: String, by factor: String, _ range: ClosedRange<Int64>) -> String {
        let product = "round(\(value)::numeric * \(factor))"
        let (low, high) = (SQLQuote.integer(range.lowerBound), SQLQuote.integer(range.upperBound))
        return "CASE WHEN \(value) BETWEEN -1000000000000 AND 1000000000000 THEN "
            + "CASE WHEN \(product) BETWEEN \(low) AND \(high) THEN \(product)::int8 END END"
    }

    private func translated(_ value: String) -> String {
        func written(_ code: String) -> String { column.kind == .boolean ? code : SQLQuote.text(code) }
        let branches = values.sorted { $0.key < $1.key }.map { own, code in
            "WHEN \(SQLQuote.text(own)) THEN \(written(code)) "
        }
        let rest = otherwise.map { "ELSE \(written($0)) " } ?? ""
        return "CASE \(value)::text \(branches.joined())\(rest)END"
    }

    /// A moment as the clocks of its zone show it.
    private func local(_ value: String) throws(StudyError) -> String {
        guard let timeZone else {
            throw StudyError(
                .mapping, "`\(column.name)` is read from moments, whose local day and hour depend on a time zone",
                help: "write `\(column.name): { from: ..., time_zone: Europe/Paris }`")
        }
        return Self.within(value, "TIMESTAMPTZ", "\(value) AT TIME ZONE \(SQLQuote.text(timeZone))")
    }

    /// Beyond these years a conversion can fail.
    private static func within(_ value: String, _ type: String, _ conversion: String) -> String {
        "CASE WHEN \(value) BETWEEN \(type) '0001-02-01' AND \(type) '9999-11-30' THEN \(conversion) END"
    }
}
