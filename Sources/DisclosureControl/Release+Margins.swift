// SPDX-License-Identifier: Apache-2.0
//
// A release with its totals: rows, columns, groups and the whole, suppressed consistently with the cells and
// with what was released before (Suppression.swift). Refused when nothing would remain but one total.

extension Release {
    /// Applies the rule to every cell and margin, then withholds more until nothing withheld follows from the rest.
    ///
    /// The accepted chance β is shared by all cells and margins. A margin is the sum of the noised cells, those
    /// that are withheld included; it is raised to 0 where the noise took it below.
    /// - Parameters:
    ///   - shape: the axes of the table, whose cells are those of the aggregate.
    ///   - order: see `TableShape.margins(order:)`.
    ///   - history: earlier releases over the same records; nil when there is none.
    /// - Throws: `.aggregateShape` when shape, history and aggregate have different cells, or withheld cells add
    ///   up to more than 64 bits; `.uselessRelease` when no cell would be published, and no margin but the
    ///   grand total.
    package static func make(
        from result: AggregateResult, rule: ReleaseRule, shape: TableShape, order: Int = 1,
        history: ReleaseHistory? = nil
    ) throws(DisclosureError) -> Release {
        let history = history ?? .none(cellCount: result.cellCount)
        guard shape.cellCount == result.cellCount else { throw misfit(shape.cellCount, result) }
        return try make(from: result, rule: rule, margins: shape.margins(order: order), history: history)
    }

    /// Applies the rule to every cell of a table that is shown without totals, then withholds more until nothing
    /// withheld, now or earlier, follows from this release and the earlier ones. After no earlier release it withholds
    /// what the rule alone does.
    /// - Parameter history: earlier releases over the same records.
    /// - Throws: as the other; `.uselessRelease` when no cell would be published.
    package static func make(
        from result: AggregateResult, rule: ReleaseRule, history: ReleaseHistory
    ) throws(DisclosureError) -> Release {
        try make(from: result, rule: rule, margins: [], history: history)
    }

    private static func make(
        from result: AggregateResult, rule: ReleaseRule, margins: [Margin], history: ReleaseHistory
    ) throws(DisclosureError) -> Release {
        guard history.cells.count == result.cellCount else { throw misfit(history.cells.count, result) }
        let units = result.columns[0]
        let suppression = Suppression(
            units: units.values, deviation: units.standardDeviation, margins: margins.map(\.cells), rule: rule,
            history: history)
        let release = Release(
            measures: result.columns.map(describe), cells: try cells(suppression, result),
            margins: try figures(margins, suppression, result), rule: rule,
            withheldTotals: try withheldTotals(suppression, result), isNoised: result.isNoised)
        guard !release.saysNothing else {
            throw DisclosureError(
                .uselessRelease, "nothing but the grand total could be published of `\(result.cellCount)` cells",
                help: "ask for coarser zones, a longer period, more units, or a larger ε")
        }
        return release
    }

    private static func misfit(_ count: Int, _ result: AggregateResult) -> DisclosureError {
        DisclosureError(
            .aggregateShape, "an aggregate of `\(result.cellCount)` cells doesn't fit a table of `\(count)`",
            help: "give the shape and the earlier releases of the same plan")
    }

    /// No cell, and no margin but that of everything.
    private var saysNothing: Bool {
        isUseless
            && margins.allSatisfy { $0.figure == .withheld || $0.margin.parts.allSatisfy { $0 == Margin.Part.all } }
    }

    private static func cells(
        _ suppression: Suppression, _ result: AggregateResult
    ) throws(DisclosureError) -> [Cell] {
        suppression.cellsGiven.enumerated().map { index, isGiven in
            isGiven ? .published(result.columns.map { max(0, $0.values[index]) }) : .withheld
        }
    }

    private static func figures(
        _ margins: [Margin], _ suppression: Suppression, _ result: AggregateResult
    ) throws(DisclosureError) -> [MarginFigure] {
        var widths: [Int: [Int64]] = [:]
        for count in Set(margins.map(\.cells.count)) {
            let spread = Double(count).squareRoot()
            widths[count] = result.columns.map {
                NoiseInterval.halfWidth95(standardDeviation: $0.standardDeviation * spread)
            }
        }
        var figures: [MarginFigure] = []
        for (margin, isGiven) in zip(margins, suppression.marginsGiven) {
            figures.append(
                MarginFigure(
                    margin: margin, figure: isGiven ? .published(try totals(over: margin.cells, result)) : .withheld,
                    halfWidths95: widths[margin.cells.count] ?? []))
        }
        return figures
    }

    /// The sum over withheld cells, unless something withheld would follow from it.
    private static func withheldTotals(
        _ suppression: Suppression, _ result: AggregateResult
    ) throws(DisclosureError) -> [Int64]? {
        let given = suppression.cellsGiven
        let withheld = given.indices.filter { !given[$0] }
        return suppression.allows(totalOf: withheld) ? try totals(over: withheld, result) : nil
    }

    private static func totals(
        over cells: [Int], _ result: AggregateResult
    ) throws(DisclosureError) -> [Int64] {
        var totals: [Int64] = []
        for column in result.columns {
            totals.append(max(0, try sum(of: cells.map { column.values[$0] })))
        }
        return totals
    }
}
