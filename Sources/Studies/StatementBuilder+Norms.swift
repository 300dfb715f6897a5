// SPDX-License-Identifier: Apache-2.0
//
// The bounded statement of a plan with norms: a unit's counts over all its cells are scaled together, to the bit as
// NormBound.scaled does it natively.

extension StatementBuilder {
    /// `SELECT cell, <measure>, ... GROUP BY cell`, each measure in its fixed point.
    func scaled(records: String) -> String {
        let counts = measures.indices.map { "\(count($0)) AS k\($0)" }.joined(separator: ", ")
        let squares = measures.indices.map {
            "(sum(k\($0) * k\($0)) OVER (PARTITION BY unit))::int8 AS s\($0)"
        }.joined(separator: ", ")
        let columns = measures.indices.map { "k\($0)" }.joined(separator: ", ")
        return """
            SELECT cell, \(measures.enumerated().map(scaledMeasure).joined(separator: ", "))
            FROM (
              SELECT cell, \(columns), \(squares)
              FROM (SELECT unit, cell, \(counts) FROM (
            \(records)
              ) AS records GROUP BY unit, cell) AS contributions
            ) AS measured
            GROUP BY cell
            ORDER BY cell
            """
    }

    private func count(_ index: Int) -> String {
        let measure = measures[index]
        return switch measure.kind {
        case .distinctUnits: "1::int8"
        case .records: "least(count(*), \(measure.largestValue))::int8"
        case .sum: "least(sum(v\(index)), \(measure.largestValue))::int8"
        }
    }

    private func scaledMeasure(_ index: Int, _ measure: Measure) -> String {
        let value = measure.norm?.statement(count: "k\(index)", squares: "s\(index)") ?? "0"
        return "sum(\(value))::int8 AS \(SQLQuote.name(measure.name))"
    }
}
