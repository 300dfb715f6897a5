// SPDX-License-Identifier: Apache-2.0
//
// A study run here and nowhere else: the SQL that the database would be sent, what it would touch, whom the lists
// leave out, and the form of what would leave. The vector is worked out and thrown away; nothing is sent, nothing is
// kept, and the holder's ledger isn't charged.

import PostgreSQL
import Studies

package struct DryRun: Sendable {
    /// Records and units, before or after the lists.
    package struct Touched: Sendable, Equatable {
        package let records: Int
        package let units: Int

        package init(records: Int, units: Int) {
            self.records = records
            self.units = units
        }
    }

    package let plan: Plan
    /// As the database is sent them: one, or two that read half of the table's pages each.
    package let statements: [String]
    /// Rows of the whole table.
    package let tableRows: Int
    /// That the study is about: in its period, and where it says.
    package let concerned: Touched
    package let objected: Touched
    /// Of the others; zero where the dataset wants no consent.
    package let unconsented: Touched
    package let counted: Touched
    /// Why the statement fails on these records and zeros would be sent; nil when it doesn't.
    package let failure: String?
    let wantsConsent: Bool
}

extension HolderDesk {
    /// - Throws: when the tables aren't there, as the node would.
    package func dryRun(_ plan: Plan) async throws -> DryRun {
        let dataset = catalogue.dataset(named: plan.study.dataset)
        let schema = try await store.mapping(of: dataset.id).map { _ in Mapping.schema(of: dataset) }
        let runner = PlanRunner(plan: plan, table: dataset.table, schema: schema)
        return try await withConnection { first in
            let counts = try await counts(plan, dataset, runner, on: first)
            return try await withConnection { second in
                var failure: String?
                do {
                    _ = try await runner.run(on: first, and: second)
                } catch let error as DatabaseError where error.code.isDataException {
                    failure = error.message
                }
                return DryRun(
                    plan: plan, statements: counts.pages.map { runner.copyStatement(pages: $0) },
                    tableRows: counts.rows, concerned: try counts.touched(""),
                    objected: try counts.touched("objected_"),
                    unconsented: try counts.touched("unconsented_"), counted: try counts.touched("counted_"),
                    failure: failure, wantsConsent: dataset.needsConsent)
            }
        }
    }

    private struct Counts: Sendable {
        let rows: Int
        let row: Row
        let pages: [PageRange?]

        func touched(_ prefix: String) throws -> DryRun.Touched {
            DryRun.Touched(records: try row.int("\(prefix)records"), units: try row.int("\(prefix)units"))
        }
    }

    private func counts(
        _ plan: Plan, _ dataset: Dataset, _ runner: PlanRunner, on connection: Connection
    ) async throws -> Counts {
        try await connection.transaction("dry run", isolation: .repeatableRead, access: .readOnly) { connection in
            try await runner.enterSchema(connection)
            let table = SQLQuote.name(dataset.table)
            let rows = try await connection.execute("SELECT count(*) AS rows FROM \(table)").only().int("rows")
            let row = try await connection.execute(plan.statement.touched).only()
            return Counts(rows: rows, row: row, pages: runner.ranges(of: try await runner.pageCount(connection)))
        }
    }
}
