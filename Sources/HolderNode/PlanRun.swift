// SPDX-License-Identifier: Apache-2.0
//
// Running a plan in the holder's own database: the pushed-down statement leaves it by binary COPY over
// two connections that share one snapshot, each reading half of the table's pages, and is bounded on the
// way. Memory grows with units times cells per unit, never with records. What isn't a heap table of PostgreSQL
// (a view, a partitioned or distributed table) is read over one connection.

import PostgreSQL
import Studies

package struct PlanRun: Sendable {
    /// One vector for each measure of the plan, over its cells.
    package let vectors: [[Int64]]
    package let recordCount: Int
    package let unitCount: Int
}

package struct PlanRunner: Sendable {
    let plan: Plan
    let table: String
    /// Where the dataset's views are, when the holder's own table is mapped to it: the only place looked at.
    let schema: String?

    /// - Parameter table: the dataset's table or view in this database.
    package init(plan: Plan, table: String, schema: String? = nil) {
        self.plan = plan
        self.table = table
        self.schema = schema
    }

    /// What the database is sent to read so many pages, or all of what isn't read by pages.
    package func copyStatement(pages: PageRange?) -> String {
        "COPY (\(plan.statement.batches(pages: pages))) TO STDOUT (FORMAT binary)"
    }

    func enterSchema(_ connection: Connection) async throws {
        guard let schema else { return }
        try await connection.executeScript("SET LOCAL search_path = \(SQLQuote.name(schema))")
    }

    /// Reads one snapshot; writes nothing.
    package func run(on first: Connection, and second: Connection) async throws -> PlanRun {
        try await first.transaction("run plan", isolation: .repeatableRead, access: .readOnly) { first in
            try await enterSchema(first)
            let pages = try await pageCount(first)
            let ranges = ranges(of: pages)
            guard ranges.count == 2 else { return result(of: [try await stream(over: first, pages: nil)]) }
            try await compile(on: first, pages)
            let snapshot = try await first.execute("SELECT pg_export_snapshot() AS id").only().text("id")
            return try await second.transaction("run plan half", isolation: .repeatableRead, access: .readOnly) {
                second in
                try await second.executeScript("SET TRANSACTION SNAPSHOT '\(snapshot)'")
                try await enterSchema(second)
                try await compile(on: second, pages)
                async let lower = stream(over: first, pages: ranges[0])
                async let upper = stream(over: second, pages: ranges[1])
                return result(of: try await [lower, upper])
            }
        }
    }

    /// What each connection reads: two halves of the pages, or all over one connection.
    func ranges(of pages: Int) -> [PageRange?] {
        guard pages >= 2 else { return [nil] }
        return [PageRange(from: 0, to: pages / 2), PageRange(from: pages / 2, to: pages)]
    }

    /// 0 when the table isn't one that can be read by pages. Asked for in the snapshot, so no record that the
    /// snapshot shows lies behind the last of them.
    func pageCount(_ connection: Connection) async throws -> Int {
        let rows = try await connection.execute(
            """
            SELECT (pg_relation_size(pg_class.oid) / current_setting('block_size')::int)::bigint AS pages
            FROM pg_class JOIN pg_am ON pg_am.oid = relam
            WHERE pg_class.oid = to_regclass($1) AND relkind = 'r' AND amname = 'heap'
              AND current_setting('server_version_num')::int >= 140000
            """, [.text(table)])
        return try rows.first?.int("pages") ?? 0
    }

    /// A table of so many pages repays the server for compiling the statement (about a tenth of a second).
    private static let pagesWorthCompiling = 8_192

    /// PostgreSQL guesses that a run of pages is small, and would interpret the statement. A server without the
    /// compiler takes the settings and interprets.
    private func compile(on connection: Connection, _ pages: Int) async throws {
        guard pages >= Self.pagesWorthCompiling else { return }
        try await connection.executeScript(
            """
            SET LOCAL jit = on; SET LOCAL jit_above_cost = 0;
            SET LOCAL jit_optimize_above_cost = 0; SET LOCAL jit_inline_above_cost = -1;
            """)
    }

    private var sums: Int {
        plan.measures.count { if case .sum = $0.kind { true } else { false } }
    }

    private func stream(over connection: Connection, pages: PageRange?) async throws -> FilledTable {
        let (sums, cells, isPacked) = (sums, plan.cellCount, plan.statement.isPacked)
        let (choice, isNormed) = (CellChoice(key: CellChoice.key(of: plan.study)), plan.isNormed)
        let width = isNormed ? PlanRunner.usualCells : plan.cellsPerUnit
        let stream = try await connection.copyOut(
            copyStatement(pages: pages),
            into: RecordStream(
                table: ContributionTable(choice: choice, width: width, sums: sums, keepsAll: isNormed),
                cellCount: cells,
                isPacked: isPacked, sums: sums)
        ) { state, message in
            try state.take(message)
        }
        guard stream.isComplete else {
            throw HolderError(.unexpectedRecords, "the database's COPY ended without its trailer")
        }
        return FilledTable(stream)
    }

    private func result(of filled: [FilledTable]) -> PlanRun {
        let table = filled[0].stream.table
        for other in filled.dropFirst() { table.merge(other.stream.table) }
        var vectors =
            plan.isNormed
            ? scaledVectors(table) : plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
        let measures = plan.isNormed ? [] : boundedMeasures
        table.forEach { cell, count, totals in
            for (index, measure) in measures.enumerated() {
                vectors[index][Int(cell)] += measure.value(count: count, totals: totals)
            }
        }
        return PlanRun(
            vectors: vectors, recordCount: filled.reduce(0) { $0 + $1.stream.recordCount },
            unitCount: table.unitCount)
    }

    private var boundedMeasures: [BoundedMeasure] {
        var position = 0
        return plan.measures.map { measure in
            guard case .sum = measure.kind else {
                return BoundedMeasure(kind: measure.kind, bound: measure.bound, position: 0)
            }
            defer { position += 1 }
            return BoundedMeasure(kind: measure.kind, bound: measure.bound, position: position)
        }
    }
}

/// What one unit adds to one cell it keeps.
private struct BoundedMeasure {
    let kind: Measure.Kind
    let bound: Int64
    /// Among the summed values of a record.
    let position: Int

    func value(count: Int64, totals: UnsafePointer<Int64>) -> Int64 {
        switch kind {
        case .distinctUnits: 1
        case .records: min(count, bound)
        case .sum: min(max(totals[position], 0), bound)
        }
    }
}

/// Handed from the connection that filled it to the one task that reads it; nobody else has it.
private struct FilledTable: @unchecked Sendable {
    let stream: RecordStream

    init(_ stream: sending RecordStream) { self.stream = stream }
}
