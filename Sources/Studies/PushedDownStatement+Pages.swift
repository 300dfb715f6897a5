// SPDX-License-Identifier: Apache-2.0
//
// Reading a table in two halves over two connections that share a snapshot. A page range narrows the
// statement to records that lie in it (PostgreSQL's `ctid`); together the ranges hold every record once.

/// Pages of a table as PostgreSQL numbers them; no upper end means to the last.
package struct PageRange: Hashable, Sendable {
    package let lower: Int
    package let upper: Int?

    package init(from lower: Int, to upper: Int?) {
        self.lower = lower
        self.upper = upper
    }
}

extension PushedDownStatement {
    /// `records`, whole or for the records of a page range. It ends with its WHERE clause over the table `t`.
    package func records(pages: PageRange?) -> String {
        guard let pages else { return records }
        let end = pages.upper.map { " AND t.ctid < '(\($0),0)'::tid" } ?? ""
        return records + "\n  AND t.ctid >= '(\(pages.lower),0)'::tid" + end
    }
}
