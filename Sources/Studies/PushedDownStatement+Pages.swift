// SPDX-License-Identifier: Apache-2.0
//
// How a statement's records leave the database: as byte strings of fixed-size records, for a row of its own costs
// both sides more than the record in it. PostgreSQL's heap tables are read in runs of pages (`ctid`, ranges of which
// it scans directly since version 14), each run one byte string, so that nobody holds more than a run; whatever else
// speaks the protocol sends one record in each. Two ranges of pages, on two connections that share a snapshot,
// together hold every record once.

/// Pages of a table as PostgreSQL numbers them.
package struct PageRange: Hashable, Sendable {
    package let lower: Int
    /// Not in the range.
    package let upper: Int

    package init(from lower: Int, to upper: Int) {
        self.lower = lower
        self.upper = upper
    }
}

extension PushedDownStatement {
    /// Pages whose records leave together: two megabytes of a table, some hundred kilobytes of records.
    static let pagesPerRun = 256

    /// One column `batch`, never NULL: records one after the other, integers in network order. A record is `record`,
    /// or `unit` and `cell`, then the values: 8, or 8 and 4, and 8 bytes each.
    /// - Parameter pages: what to read of the table; nil for all of anything that isn't a heap table.
    package func batches(pages: PageRange?) -> String {
        guard let pages else { return "SELECT \(bytes) AS batch FROM (\n\(records)\n) AS r" }
        return """
            SELECT run.batch
            FROM generate_series(\(pages.lower), \(pages.upper - 1), \(Self.pagesPerRun)) AS p (page)
            CROSS JOIN LATERAL (SELECT coalesce(string_agg(\(bytes), ''::bytea), ''::bytea) AS batch FROM (
            \(records)
              AND t.ctid >= format('(%s,0)', p.page)::tid
              AND t.ctid < format('(%s,0)', least(p.page + \(Self.pagesPerRun), \(pages.upper)))::tid
            ) AS r) AS run
            """
    }

    private var bytes: String {
        let key = isPacked ? "int8send(r.record)" : "int8send(r.unit) || int4send(r.cell)"
        return ([key] + values.map { "int8send(r.\($0))" }).joined(separator: " || ")
    }
}
