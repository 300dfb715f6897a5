// SPDX-License-Identifier: Apache-2.0
//
// From a study to its plan: the SQL is parsed by PostgreSQL's grammar, typed against the dataset, and turned
// into a table whose every cell is known beforehand, with bounds, noise and the statement that holders run.
// The whole of it is a pure function: whoever has the study and the dataset gets the same plan and hash.

package enum Planner {
    /// Most cells of a plan: a vector of shares has one element for each.
    package static let maximumCells = 1_000_000
    static let maximumMeasures = 8

    /// - Parameters:
    ///   - study: as its requester submitted it.
    ///   - dataset: the one that the study names.
    ///   - file: what messages call the query's text when the study was not read from a file.
    /// - Throws: the first thing that is wrong, with its place and what to write instead.
    package static func plan(_ study: Study, dataset: Dataset, file: String) throws(StudyError) -> Plan {
        let terms = StudyTerms(study: study, dataset: dataset)
        try terms.checkScope()
        let sql = SQLText(study.query, file: file, places: study.places)
        let select = try SelectReader(try SQLParser.select(sql), dataset: dataset, period: study.period, sql: sql)
        let dimensions = try dimensions(of: select)
        let cellCount = dimensions.reduce(1) { $0 * $1.cells.count }
        let measures = try terms.measures(select)
        try terms.checkFormats(dimensions)
        try terms.checkReading(dimensions, measures)
        let privacy = try terms.checkPrivacy(cellCount: cellCount, measures: measures)
        let references = select.scope.references
        let builder = StatementBuilder(
            dataset: dataset, period: study.period, axes: select.axes.map(\.group), measures: measures,
            filter: select.filter?.sql, references: references, cellsPerUnit: study.privacy.cellsPerUnit,
            key: CellChoice.key(of: study))
        return Plan(
            study: study, datasetVersion: dataset.version, datasetHash: dataset.descriptionHash, unit: dataset.unit,
            sourcesPerUnit: study.sources.count, dimensions: dimensions, measures: measures,
            filter: select.filter?.sql, rhoMicro: privacy.reduce(0) { $0 + $1.rhoMicro }, tasks: privacy,
            columnsRead: columnsRead(select, dataset, measures), statement: builder.statement)
    }

    private static func dimensions(of select: SelectReader) throws(StudyError) -> [Dimension] {
        var dimensions: [Dimension] = []
        var cells = 1
        for (index, axis) in select.axes.enumerated() {
            let place = select.sql.span(at: axis.place)
            guard !select.axes[..<index].contains(where: { $0.group.position == axis.group.position }) else {
                throw StudyError(
                    .duplicate, "`\(axis.name)` groups by what the query groups by already", at: place,
                    help: "leave it out")
            }
            let dimension = Dimension(
                name: axis.name, kind: axis.group.kind, column: axis.group.column, values: axis.group.values,
                other: axis.group.other, reads: axis.group.reads(in: select.scope.dataset))
            let (product, overflow) = cells.multipliedReportingOverflow(by: dimension.cells.count)
            guard !overflow, product <= maximumCells else {
                throw StudyError(
                    .tooManyCells, "with `\(axis.name)` the table has more than \(maximumCells) cells", at: place,
                    help: "group by less, or by fewer and larger classes")
            }
            cells = product
            dimensions.append(dimension)
        }
        return dimensions
    }

    private static func columnsRead(_ select: SelectReader, _ dataset: Dataset, _ measures: [Measure]) -> [String] {
        var columns: Set = [dataset.unit.column, dataset.timeColumn]
        columns.formUnion(select.axes.flatMap(\.group.columns))
        columns.formUnion(select.filter?.columns ?? [])
        columns.formUnion(select.scope.references.map(\.keyColumn.name))
        for measure in measures {
            if case .sum(let column) = measure.kind { columns.insert(column) }
        }
        return columns.sorted()
    }
}
