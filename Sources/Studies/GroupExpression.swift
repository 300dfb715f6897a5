// SPDX-License-Identifier: Apache-2.0
//
// An axis of the table as the planner knows it: the dimension, and how PostgreSQL finds a record's cell on
// it. The cell number is never NULL and never outside the axis, whatever the record holds.

struct GroupExpression {
    /// How the position on the axis is found.
    enum Position: Hashable {
        /// By the code in a text column; a code that isn't listed has the position `other`, or drops the
        /// record when there is none (only behind an inner join).
        case lookup(column: String, entries: [Entry], other: Int?)
        /// An int4 expression over the table `t`.
        case computed(String)
    }

    struct Entry: Hashable {
        let code: String
        let position: Int
    }

    let kind: Dimension.Kind
    let column: String
    let columns: [String]
    let values: [DomainValue]
    let other: DomainValue?
    let position: Position

    /// The words for what is not declared.
    static func undeclared(besides values: [DomainValue]) -> DomainValue {
        let code = values.contains { $0.code == "other" } ? "undeclared" : "other"
        return DomainValue(code: code, label: Localized(fr: "autre ou inconnu", en: "other or unknown"))
    }
}

/// Columns as axes.
extension GroupExpression {
    /// Integer columns with more values than this are amounts, not classes.
    static let maximumIntegers = 1_000

    /// Nil when the column has no finite list of values.
    init?(_ column: Column, _ territory: Territory) {
        let sql = "t.\(column.name)"
        switch column.kind {
        case .enumeration(let domain):
            self.init(
                kind: .enumeration, column: column.name, values: domain,
                other: GroupExpression.undeclared(besides: domain))
        case .zone:
            self.init(
                kind: .zone, column: column.name,
                values: territory.zones.map { DomainValue(code: $0.code, label: Localized($0.name)) },
                other: DomainValue(code: Territory.outsideCode, label: territory.outside))
        case .boolean:
            let values = [
                DomainValue(code: "false", label: Localized(fr: "non", en: "no")),
                DomainValue(code: "true", label: Localized(fr: "oui", en: "yes")),
            ]
            let other = column.optional ? GroupExpression.undeclared(besides: values) : nil
            self.init(
                kind: .boolean, column: column.name, columns: [column.name], values: values, other: other,
                position: .computed(
                    "CASE WHEN \(sql) THEN 1 \(other == nil ? "ELSE 0" : "WHEN NOT \(sql) THEN 0 ELSE 2") END"))
        case .integer(let range):
            let (width, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
            guard !overflow, width < GroupExpression.maximumIntegers else { return nil }
            let values = range.map { DomainValue(code: String($0), label: Localized(String($0))) }
            let (low, high) = (SQLQuote.integer(range.lowerBound), SQLQuote.integer(range.upperBound))
            self.init(
                kind: .enumeration, column: column.name, columns: [column.name], values: values,
                other: GroupExpression.undeclared(besides: values),
                position: .computed(
                    "CASE WHEN \(sql) BETWEEN \(low) AND \(high) THEN (\(sql) - \(low))::int4 ELSE \(values.count) END")
            )
        case .date, .timestamp, .identifier: return nil
        }
    }

    /// A column of a joined reference table: known through the key, without the table.
    init?(_ reference: JoinedReference, _ column: Column, _ territory: Territory) {
        let pairs = reference.pairs(column)
        let used = Set(pairs.map(\.value))
        guard let declared = GroupExpression(column, territory)?.values else { return nil }
        let values = declared.filter { used.contains($0.code) }
        guard !values.isEmpty else { return nil }
        let entries = pairs.compactMap { pair in
            values.firstIndex { $0.code == pair.value }.map { Entry(code: pair.key, position: $0) }
        }
        let other = reference.keepsUnmatched ? GroupExpression.undeclared(besides: values) : nil
        self.init(
            kind: .enumeration, column: reference.keyColumn.name, columns: [reference.keyColumn.name], values: values,
            other: other,
            position: .lookup(
                column: reference.keyColumn.name, entries: entries, other: other == nil ? nil : values.count))
    }

    private init(kind: Dimension.Kind, column: String, values: [DomainValue], other: DomainValue) {
        self.init(
            kind: kind, column: column, columns: [column], values: values, other: other,
            position: .lookup(
                column: column, entries: values.enumerated().map { Entry(code: $1.code, position: $0) },
                other: values.count))
    }
}
