// SPDX-License-Identifier: Apache-2.0
//
// The one SQL statement that a plan pushes down into a holder's database. It is plain PostgreSQL: any
// engine that speaks the protocol and dialect can run it. It filters, leaves out people who objected,
// and names each record's unit and cell; bounding per unit follows, natively on the stream
// (HolderNode) or inside the statement (the twin that tests compare with).

package struct PushedDownStatement: Hashable, Sendable {
    /// `SELECT unit, cell[, one value for each sum measure] FROM ...`: one row a record.
    /// `unit` is int8 (an integer unit column as it is; text hashed by hashtextextended with the key),
    /// `cell` is int4 from 0 to cellCount - 1, each value int8 from 0. No row has a NULL.
    /// Packed, the two are one int8 column `record`: the unit in the high 32 bits, the cell in the low ones.
    /// The text ends in its WHERE clause, and the table of records is called `t`.
    package let records: String
    /// The same bounded inside PostgreSQL with window functions: `SELECT cell, <measure>, ... GROUP BY cell`.
    package let bounded: String
    /// Whether `records` gives unit and cell in one column: when the unit is declared an integer of 32 bits, for
    /// a row then takes two thirds of the room on its way to the holder's process.
    package let isPacked: Bool
    /// The names of the summed values, in the order of their measures.
    package let values: [String]
    /// How many records and units it would touch and leave out, in one row of counts: see StatementBuilder+Touched.
    package let touched: String

    init(records: String, bounded: String, isPacked: Bool, values: [String], touched: String) {
        self.touched = touched
        self.records = records
        self.bounded = bounded
        self.isPacked = isPacked
        self.values = values
    }
}
