// SPDX-License-Identifier: Apache-2.0
//
// Which parts of time a checked piece of SQL reads. The text is the planner's own (PredicateReader writes
// every condition anew), so a part can only stand in it as TimePart writes it.

extension TimePart {
    static func kinds(in sql: String) -> Set<Dimension.Kind> {
        let parts: [(String, Dimension.Kind)] = [("hour", .hour), ("isodow", .weekday), ("month", .month)]
        return Set(parts.filter { sql.contains("date_part('\($0.0)'") }.map(\.1))
    }
}

extension GroupExpression {
    /// What the branches of a band read; empty for other axes, whose kind says it.
    func reads(in dataset: Dataset) -> Set<Dimension.Kind> {
        guard kind == .band, case .computed(let sql) = position else { return [] }
        let zones = columns.contains { dataset.column($0)?.kind == .zone }
        return TimePart.kinds(in: sql).union(zones ? [.zone] : [])
    }
}
