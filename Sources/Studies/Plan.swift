// SPDX-License-Identifier: Apache-2.0
//
// The checked study: every cell, measure, bound, source and task is known before any record is read, so
// that what is absent from a table reveals nothing. Only Planner makes one. Its canonical byte form and
// hash are in Plan+Canonical.swift; the statement that holders run is in PushedDownStatement.swift.

import DisclosureControl

/// One axis of the table.
package struct Dimension: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case zone
        case enumeration
        case hour
        case weekday
        case month
        case day
        case week
        case band
        case boolean
    }

    /// The output column's name in the query.
    package let name: String
    package let kind: Kind
    /// The dataset column it is read from, such as `origin_zone`.
    package let column: String
    /// The declared values in the order of the cells.
    package let values: [DomainValue]
    /// The cell for whatever is not declared (for zones: outside the territory). Nil when nothing else can occur.
    package let other: DomainValue?
    /// Of a band: what its branches read, such as `hour` or `zone`. Policies that limit those see it.
    package let reads: Set<Kind>

    package init(
        name: String, kind: Kind, column: String, values: [DomainValue], other: DomainValue?, reads: Set<Kind> = []
    ) {
        self.reads = reads
        self.name = name
        self.kind = kind
        self.column = column
        self.values = values
        self.other = other
    }

    /// Declared values, then `other` if there is one.
    package var cells: [DomainValue] { values + (other.map { [$0] } ?? []) }
}

/// One number per cell.
package struct Measure: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Distinct units of privacy: one unit adds at most 1 to a cell.
        case distinctUnits
        /// Records: one unit adds at most `bound` to a cell.
        case records
        /// The sum of an integer column that is at least 0: one unit adds at most `bound` to a cell.
        case sum(column: String)
    }

    /// The output column's name in the query.
    package let name: String
    package let kind: Kind
    /// `b`: the most that one unit adds to one cell; 1 for `distinctUnits`. With a norm it is the norm's
    /// `scaledBound`, in fixed point as all values of the measure's vector are.
    package let bound: Int64
    /// What one unit adds over all cells is scaled to it; nil in a plan that bounds cells.
    package let norm: NormBound?

    package init(name: String, kind: Kind, bound: Int64, norm: NormBound? = nil) {
        self.norm = norm
        self.name = name
        self.kind = kind
        self.bound = bound
    }
}

/// One secret-shared vector: one measure over all cells, for one population.
package struct PlannedTask: Hashable, Sendable {
    /// Position in `Plan.tasks` and of its measure in `Plan.measures`.
    package let index: Int
    package let measure: String
    /// Number of cells.
    package let length: Int
    /// (H·b)²·w, or (H·b)² for a norm: the squared L2 distance that one unit can make in the sum over all sources.
    package let sensitivitySquared: Int64
    /// The zCDP that this task spends, in micro-units. Noise variance is sensitivitySquared·10⁶ / (2·rhoMicro).
    package let rhoMicro: Int64

    package init(index: Int, measure: String, length: Int, sensitivitySquared: Int64, rhoMicro: Int64) {
        self.index = index
        self.measure = measure
        self.length = length
        self.sensitivitySquared = sensitivitySquared
        self.rhoMicro = rhoMicro
    }
}

package struct Plan: Hashable, Sendable {
    package let study: Study
    package let datasetVersion: String
    package let datasetHash: String
    package let unit: UnitOfPrivacy
    /// `H`: the number of sources that may hold the same unit.
    package let sourcesPerUnit: Int
    package let dimensions: [Dimension]
    /// `measures[0]` is always the count of distinct units.
    package let measures: [Measure]
    /// Canonical text of the WHERE clause, or nil; the period is added to it by the statement.
    package let filter: String?
    /// The total spent, rounded up, in micro-units: the sum over tasks.
    package let rhoMicro: Int64
    package let tasks: [PlannedTask]
    /// Columns of the dataset that the query reads, sorted.
    package let columnsRead: [String]
    /// The statement that a holder runs: see PushedDownStatement.swift.
    package let statement: PushedDownStatement

    init(
        study: Study, datasetVersion: String, datasetHash: String, unit: UnitOfPrivacy, sourcesPerUnit: Int,
        dimensions: [Dimension], measures: [Measure], filter: String?, rhoMicro: Int64, tasks: [PlannedTask],
        columnsRead: [String], statement: PushedDownStatement
    ) {
        self.study = study
        self.datasetVersion = datasetVersion
        self.datasetHash = datasetHash
        self.unit = unit
        self.sourcesPerUnit = sourcesPerUnit
        self.dimensions = dimensions
        self.measures = measures
        self.filter = filter
        self.rhoMicro = rhoMicro
        self.tasks = tasks
        self.columnsRead = columnsRead
        self.statement = statement
    }

    /// Kinds of time and place that the axes and the filter read, however they are written.
    package var kindsRead: Set<Dimension.Kind> {
        dimensions.reduce(into: filter.map { TimePart.kinds(in: $0) } ?? []) { kinds, dimension in
            kinds.insert(dimension.kind)
            kinds.formUnion(dimension.reads)
        }
    }

    /// `w`; with norms every cell counts.
    package var cellsPerUnit: Int { isNormed ? cellCount : study.privacy.cellsPerUnit }

    /// Each measure has a norm, and none a bound per cell.
    package var isNormed: Bool { measures.allSatisfy { $0.norm != nil } }

    package var cellCount: Int { dimensions.reduce(1) { $0 * $1.cells.count } }

    /// The values of each dimension for a cell; cells are numbered row-major, the last dimension fastest.
    package func values(ofCell cell: Int) -> [DomainValue] {
        var rest = cell
        var result: [DomainValue] = []
        for dimension in dimensions.reversed() {
            let cells = dimension.cells
            result.append(cells[rest % cells.count])
            rest /= cells.count
        }
        return result.reversed()
    }
}
