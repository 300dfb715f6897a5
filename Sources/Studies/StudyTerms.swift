// SPDX-License-Identifier: Apache-2.0
//
// What a study asks besides its query, checked against the dataset: sources, period, bounds per unit, privacy
// and formats. These are the limits beyond which a number means nothing; what is allowed is for policies.

import DisclosureControl

struct StudyTerms {
    static let epsilonMicro: ClosedRange<Int64> = 1...20_000_000
    static let deltaExponent = 4...30
    static let cellsPerUnit = 1...256
    /// Most field elements of one task's vector: 32 MB for each share.
    static let maximumElements = 1 << 21
    /// A holder's total in a cell has the bits of the bound and 20 more (Mandate+TaskParameters in Governance).
    static let unitBits = 20
    static let bound: ClosedRange<Int64> = 1...1_000_000_000
    /// Beyond it a number is no exact JSON integer.
    static let maximumSensitivitySquared = JSONValue.integers.upperBound

    let study: Study
    let dataset: Dataset

    /// Dataset, sources and period.
    func checkScope() throws(StudyError) {
        guard study.dataset == dataset.id else {
            throw StudyError(
                .wrongDataset, "the study is about dataset `\(study.dataset)`, not `\(dataset.id)`",
                at: span("dataset"), help: "write `dataset: \(dataset.id)`, or give the other dataset")
        }
        let known = dataset.sources.map(\.id)
        guard !study.sources.isEmpty, Set(study.sources).count == study.sources.count else {
            throw StudyError(
                .unknownSource, "the study names no source, or one twice", at: span("sources"),
                help: "name each source once")
        }
        for (index, source) in study.sources.enumerated() where !known.contains(source) {
            throw StudyError(
                .unknownSource, "dataset `\(dataset.id)` has no source `\(source)`", at: span("sources.\(index)"),
                help: Suggestion.help(for: source, among: known))
        }
        guard dataset.recordPeriod.contains(study.period) else {
            let records = dataset.recordPeriod
            let path = study.period.start < records.start ? "period.from" : "period.to"
            throw StudyError(
                .period, "the period reaches beyond the records", at: span(path),
                help: "write days from `\(records.start)` to `\(records.end)`, which is the first day after them")
        }
    }

    /// The measures with the count of distinct units first, added if the query has none.
    func measures(_ select: SelectReader) throws(StudyError) -> [Measure] {
        var measures: [Measure] = []
        for item in select.measures {
            guard !measures.contains(where: { $0.kind == item.kind }), measures.count < Planner.maximumMeasures else {
                throw StudyError(
                    .duplicate,
                    "`\(item.name)` asks again for what another result gives, or for more than"
                        + " \(Planner.maximumMeasures) numbers a cell",
                    at: select.sql.span(at: item.place, length: item.length), help: "leave it out")
            }
            measures.append(try measure(item, select.sql))
        }
        try checkNames(measures)
        if let index = measures.firstIndex(where: { $0.kind == .distinctUnits }) {
            measures.insert(measures.remove(at: index), at: 0)
            return measures
        }
        guard !(measures.map(\.name) + select.axes.map(\.name)).contains("units") else {
            throw StudyError(
                .name, "`units` is the name of the count of distinct units that every table has",
                at: select.sql.span(at: select.sql.keyword("units")),
                help: "write another name after AS, or select `count(DISTINCT \(dataset.unit.column)) AS units`")
        }
        let units = try study.privacy.norms.isEmpty ? nil : norm(of: "units", .distinctUnits, at: span("privacy.norm"))
        return [Measure(name: "units", kind: .distinctUnits, bound: units?.scaledBound ?? 1, norm: units)] + measures
    }

    private func measure(_ item: MeasureReader.Item, _ sql: SQLText) throws(StudyError) -> Measure {
        guard !study.privacy.norms.isEmpty else {
            return Measure(name: item.name, kind: item.kind, bound: try bound(item, sql))
        }
        let norm = try norm(of: item.name, item.kind, at: sql.span(at: item.place, length: item.length))
        return Measure(name: item.name, kind: item.kind, bound: norm.scaledBound, norm: norm)
    }

    private func bound(_ item: MeasureReader.Item, _ sql: SQLText) throws(StudyError) -> Int64 {
        let bound = study.privacy.perCell[item.name]
        let place = span("privacy.per_cell.\(item.name)")
        if item.kind == .distinctUnits {
            guard bound == nil else {
                throw StudyError(
                    .perCell, "a unit counts once in a cell of `\(item.name)`", at: place, help: "leave this bound out")
            }
            return 1
        }
        guard let bound else {
            throw StudyError(
                .perCell, "`\(item.name)` has no bound for what one unit adds to one cell",
                at: sql.span(at: item.place, length: item.length),
                help: "add `\(item.name): \(example(item.kind))` below `privacy.per_cell`")
        }
        guard StudyTerms.bound.contains(bound) else {
            throw StudyError(
                .perCell, "the bound of `\(item.name)` is `\(bound)`", at: place, help: "write between 1 and 1000000000"
            )
        }
        return bound
    }

    /// A bound to begin with: four records, or one record of the largest amount.
    private func example(_ kind: Measure.Kind) -> Int64 {
        guard case .sum(let name) = kind, case .integer(let range)? = dataset.column(name)?.kind else { return 4 }
        return min(max(1, range.upperBound), StudyTerms.bound.upperBound)
    }

    /// A flow map needs an origin and a destination, GeoJSON needs zones.
    func checkFormats(_ dimensions: [Dimension]) throws(StudyError) {
        let zones = dimensions.count { $0.kind == .zone }
        for (index, format) in study.formats.enumerated() {
            let needed = format == .flowMap ? 2 : [.geoJSON, .choropleth].contains(format) ? 1 : 0
            guard zones >= needed else {
                throw StudyError(
                    .format, "format `\(format.rawValue)` needs \(needed == 1 ? "a zone" : "two zones") to group by",
                    at: span("formats.\(index)"), help: "leave the format out, or group by \(zoneColumns)")
            }
        }
    }

    private var zoneColumns: String {
        let names = dataset.columns.filter { $0.kind == .zone }.map { "`\($0.name)`" }
        return names.isEmpty ? "zones" : names.joined(separator: " and ")
    }

    /// The tasks: one per measure, ρ in equal parts, rounded down.
    func checkPrivacy(cellCount: Int, measures: [Measure]) throws(StudyError) -> [PlannedTask] {
        let privacy = study.privacy
        guard StudyTerms.epsilonMicro.contains(privacy.epsilonMicro) else {
            throw range("epsilon", MicroDecimal.text(max(0, privacy.epsilonMicro)), "more than 0, at most 20")
        }
        guard StudyTerms.deltaExponent.contains(privacy.deltaExponent) else {
            throw range(
                "delta_exponent", String(privacy.deltaExponent), "between 4 and 30, such as 6 for one in a million")
        }
        let cells = StudyTerms.cellsPerUnit.clamped(to: 1...max(1, cellCount))
        guard !privacy.norms.isEmpty || cells.contains(privacy.cellsPerUnit) else {
            throw range("cells_per_unit", String(privacy.cellsPerUnit), "between 1 and \(cells.upperBound)")
        }
        for measure in measures {
            let bits = Int64.bitWidth - measure.bound.leadingZeroBitCount + StudyTerms.unitBits
            guard cellCount <= StudyTerms.maximumElements / bits else {
                throw StudyError(
                    .tooManyCells,
                    "`\(measure.name)` has \(cellCount) cells of \(bits) bits, more than one message carries",
                    at: span("query"),
                    help: "group by fewer values, or write a lower bound: at most "
                        + "\(StudyTerms.maximumElements / bits) cells with this one")
            }
        }
        let total = try? ZCDP.rhoMicro(epsilonMicro: privacy.epsilonMicro, deltaExponent: privacy.deltaExponent)
        let share = (total ?? 0) / Int64(measures.count)
        guard share > 0 else {
            throw range(
                "epsilon", MicroDecimal.text(privacy.epsilonMicro),
                "more: it leaves less than a millionth of ρ to a measure")
        }
        var tasks: [PlannedTask] = []
        for (index, measure) in measures.enumerated() {
            tasks.append(
                PlannedTask(
                    index: index, measure: measure.name, length: cellCount,
                    sensitivitySquared: try sensitivitySquared(measure, rhoMicro: share), rhoMicro: share))
        }
        return tasks
    }

    /// (H·b)²·w: each of H sources may add b in each of w cells for one unit. (H·b)² for a norm.
    private func sensitivitySquared(_ measure: Measure, rhoMicro: Int64) throws(StudyError) -> Int64 {
        let width = measure.norm == nil ? Int64(study.privacy.cellsPerUnit) : 1
        let (perCell, first) = Int64(study.sources.count).multipliedReportingOverflow(by: measure.bound)
        let (squared, second) = perCell.multipliedReportingOverflow(by: perCell)
        let (total, third) = squared.multipliedReportingOverflow(by: width)
        let fits = !first && !second && !third && total <= StudyTerms.maximumSensitivitySquared
        guard fits, (try? NoiseVariance(sensitivitySquared: total, rhoMicro: rhoMicro)) != nil else {
            throw StudyError(
                .privacyRange, "the bound of `\(measure.name)` is too large for exact noise",
                at: span("privacy.\(measure.norm == nil ? "per_cell" : "norm").\(measure.name)"),
                help: "lower it, or count in a coarser unit")
        }
        return total
    }

    private func range(_ key: String, _ written: String, _ wanted: String) -> StudyError {
        StudyError(.privacyRange, "`\(key)` is `\(written)`", at: span("privacy.\(key)"), help: "write \(wanted)")
    }

    func span(_ path: String) -> SourceSpan? { study.places.span(path) }
}
