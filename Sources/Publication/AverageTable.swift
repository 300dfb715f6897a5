// SPDX-License-Identifier: Apache-2.0
//
// A table with one zone axis read as averages per unit: the first amount over the count of units, for each zone and
// class of the other axes, and for each zone over its published classes. Withheld cells have no average.

import DisclosureControl
import ImpactAssessment
import Studies

struct AverageTable: Sendable {
    /// One class of the other axes; without any there is a single one.
    struct Class: Hashable, Sendable {
        let label: Localized
        let codes: [String]
        /// By zone code.
        let averages: [String: Estimate]
    }

    let territory: Territory
    /// Classes with at least one published zone, in the order of the cells.
    let classes: [Class]
    /// Over the published classes of a zone.
    let together: [String: Estimate]
    /// Zones where some class is withheld, so that `together` leaves somebody out.
    let incomplete: Set<String>
    /// What is averaged, such as "Consommation", and in what.
    let quantity: Localized
    let unit: String
    let bound: Int64

    /// Nil unless the study asks for a choropleth.
    init?(_ input: PublicationInput, _ table: PublishedTable) {
        let plan = input.plan
        guard plan.study.formats.contains(.choropleth), case .zones(let zone) = table.shape,
            let measure = AverageTable.amount(plan)
        else { return nil }
        territory = input.dataset.territory
        quantity = AverageTable.title(of: plan.measures[measure], input.dataset)
        unit = AverageTable.unit(of: plan.measures[measure], input.dataset)
        bound = plan.measures[measure].bound
        var cells: [[String]: [String: [Int]]] = [:]
        var labels: [([String], Localized)] = []
        for (index, row) in table.rows.enumerated() {
            let others = table.otherDimensions.map { row.values[$0] }
            let key = others.map(\.code)
            if cells[key] == nil { labels.append((key, AverageTable.label(others))) }
            cells[key, default: [:]][row.values[zone].code, default: []].append(index)
        }
        classes = labels.compactMap { key, label in
            let averages = (cells[key] ?? [:]).compactMapValues { input.release.average(of: measure, in: $0) }
            return averages.isEmpty ? nil : Class(label: label, codes: key, averages: averages)
        }
        let kept = classes.map(\.codes)
        let zones = input.dataset.territory.zones.map(\.code)
        let whole = zones.map { code in (code, kept.flatMap { cells[$0]?[code] ?? [] }) }
        together = Dictionary(
            whole.compactMap { code, cells in input.release.average(of: measure, in: cells).map { (code, $0) } },
            uniquingKeysWith: { first, _ in first })
        incomplete = Set(whole.filter { !$0.1.allSatisfy(input.release.isPublished) }.map(\.0))
    }

    var hasClasses: Bool { classes.count > 1 }

    /// Every average that a map shows: one scale for all of them.
    var shown: [Estimate] {
        let zones = Set(territory.zones.map(\.code))
        let parts = hasClasses ? classes : []
        return Array(together.values) + parts.flatMap { $0.averages.filter { zones.contains($0.key) }.values }
    }

    // MARK: Amounts and their words

    /// The first amount of a plan.
    static func amount(_ plan: Plan) -> Int? {
        plan.measures.firstIndex { if case .sum = $0.kind { true } else { false } }
    }

    static func title(of measure: Studies.Measure, _ dataset: Dataset) -> Localized {
        guard case .sum(let column) = measure.kind, let column = dataset.column(column) else {
            return Localized(measure.name)
        }
        return column.title
    }

    static func unit(of measure: Studies.Measure, _ dataset: Dataset) -> String {
        guard case .sum(let column) = measure.kind else { return "" }
        return dataset.column(column)?.unit ?? ""
    }

    private static func label(_ values: [DomainValue]) -> Localized {
        Localized.each { language in values.map { $0.label[language] }.joined(separator: " · ") }
    }

    // MARK: File

    /// All zones and classes: codes, status, average, interval; in the order of the classes and zones.
    func csv(dimensions: [String], zone: String) -> String {
        var csv = CSVText(header: [zone] + dimensions + ["status", "average", "low", "high", "unit"])
        for each in classes {
            for zone in territory.zones.map(\.code) + [Territory.outsideCode] {
                guard let estimate = each.averages[zone] else {
                    csv.append([zone] + each.codes + ["withheld", "", "", "", unit])
                    continue
                }
                let rounded = RoundedEstimate(estimate)
                csv.append(
                    [zone] + each.codes
                        + ["published", "\(rounded.value)", "\(rounded.low)", "\(rounded.high)", unit])
            }
        }
        return csv.text
    }
}
