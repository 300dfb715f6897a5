// SPDX-License-Identifier: Apache-2.0
//
// A table read as a comparison (the study's `comparison`): for each thing that happened, the change of those to whom
// it happened less that of similar units to whom it didn't, for each amount; what it cost, what was paid by others,
// and after how long it pays back. Sentences say only what the intervals support.

import DisclosureControl
import ImpactAssessment
import Studies

struct EffectTable: Sendable {
    struct Amount: Sendable {
        let measure: Int
        let name: String
        let title: Localized
        let unit: String
        let result: DifferenceOfDifferences
    }

    struct Group: Sendable {
        let value: DomainValue
        /// In the order of the measures; without those of cost and aid.
        let amounts: [Amount]
        /// Per unit; nil when not asked or not published.
        let cost: Estimate?
        let aid: Estimate?
        /// Years until what the unit paid itself is saved; nil when the saving may be nothing.
        let payback: Estimate?
    }

    let comparison: Study.Comparison
    let unit: UnitOfPrivacy.Kind
    let axisTitle: Localized
    let before: Localized
    let after: Localized
    let groups: [Group]
    /// Things that happened of which no stratum is published whole.
    let silent: [DomainValue]
    let strataTitle: Localized
    let bounds: [(title: Localized, unit: String, bound: Int64)]

    /// Nil when the study asks for no comparison.
    init?(_ input: PublicationInput, _ table: PublishedTable) {
        let plan = input.plan
        guard let comparison = plan.study.comparison,
            let time = plan.dimensions.firstIndex(where: { $0.name == comparison.timeAxis }),
            let group = plan.dimensions.firstIndex(where: { $0.name == comparison.groupAxis })
        else { return nil }
        self.comparison = comparison
        unit = plan.unit.kind
        func label(_ axis: Int, _ code: String) -> Localized {
            plan.dimensions[axis].values.first { $0.code == code }?.label ?? Localized(code)
        }
        func title(_ dimension: Dimension) -> Localized {
            input.dataset.column(dimension.column)?.title ?? Localized(dimension.name)
        }
        axisTitle = title(plan.dimensions[group])
        before = label(time, comparison.before)
        after = label(time, comparison.after)
        let others = plan.dimensions.indices.filter { $0 != time && $0 != group }.map { title(plan.dimensions[$0]) }
        strataTitle = Localized.each { language in others.map { $0[language].lowercased() }.joined(separator: ", ") }
        let cells = ComparedCells(table: table, time: time, group: group)
        let happened = plan.dimensions[group].values.filter { $0.code != comparison.reference }
        let made = happened.map { EffectTable.group($0, comparison, cells, input) }
        groups = made.filter { !$0.amounts.isEmpty }
        silent = made.filter { $0.amounts.isEmpty }.map(\.value)
        bounds = plan.measures.filter { if case .sum = $0.kind { true } else { false } }.map {
            (AverageTable.title(of: $0, input.dataset), AverageTable.unit(of: $0, input.dataset), $0.bound)
        }
    }

    private static func group(
        _ value: DomainValue, _ comparison: Study.Comparison, _ cells: ComparedCells, _ input: PublicationInput
    ) -> Group {
        let (plan, release) = (input.plan, input.release)
        let strata = cells.strata(of: value.code, comparison)
        let money = [comparison.cost, comparison.aid].compactMap(\.self)
        let amounts = plan.measures.enumerated().compactMap { index, measure -> Amount? in
            guard case .sum = measure.kind, !money.contains(measure.name),
                let result = DifferenceOfDifferences(of: index, in: release, strata: strata)
            else { return nil }
            return Amount(
                measure: index, name: measure.name, title: AverageTable.title(of: measure, input.dataset),
                unit: AverageTable.unit(of: measure, input.dataset), result: result)
        }
        func spent(_ name: String?) -> Estimate? {
            guard let name, let measure = plan.measures.firstIndex(where: { $0.name == name }) else { return nil }
            return cells.spent(measure, by: value.code, comparison, release)
        }
        let (cost, aid) = (spent(comparison.cost), spent(comparison.aid))
        let saving = amounts.first { $0.name == comparison.saving }?.result.effect.negated
        let own = cost.map { cost in aid.map { cost.minus($0) } ?? cost }
        return Group(
            value: value, amounts: amounts, cost: cost, aid: aid,
            payback: own.flatMap { own in saving.flatMap { own.divided(by: $0) } })
    }
}

/// The cells of a table by group, time and the other axes.
private struct ComparedCells {
    private var places: [String: [String: [[String]: Int]]] = [:]

    init(table: PublishedTable, time: Int, group: Int) {
        for (index, row) in table.rows.enumerated() {
            let others = row.values.indices.filter { $0 != time && $0 != group }.map { row.values[$0].code }
            places[row.values[group].code, default: [:]][row.values[time].code, default: [:]][others] = index
        }
    }

    func strata(of value: String, _ comparison: Study.Comparison) -> [DifferenceOfDifferences.Stratum] {
        let happened = places[value]?[comparison.before] ?? [:]
        return happened.sorted { $0.value < $1.value }.compactMap { stratum, before in
            guard let after = places[value]?[comparison.after]?[stratum],
                let similarBefore = places[comparison.reference]?[comparison.before]?[stratum],
                let similarAfter = places[comparison.reference]?[comparison.after]?[stratum]
            else { return nil }
            return DifferenceOfDifferences.Stratum(
                before: before, after: after, similarBefore: similarBefore, similarAfter: similarAfter)
        }
    }

    /// At the time of payment, or over all times, per unit after: in strata that are published at each of them.
    func spent(_ measure: Int, by value: String, _ comparison: Study.Comparison, _ release: Release) -> Estimate? {
        let times = (places[value] ?? [:]).filter { time, cells in
            cells.values.contains(where: release.isPublished) && [time, nil].contains(comparison.paid)
        }
        guard let after = places[value]?[comparison.after], !times.isEmpty else { return nil }
        let strata = after.keys.filter { stratum in
            let cells = times.values.map { $0[stratum] } + [after[stratum]]
            return cells.allSatisfy { $0.map(release.isPublished) ?? false }
        }
        let all = times.values.flatMap { cells in strata.compactMap { cells[$0] } }
        return release.average(of: measure, in: all.sorted(), per: strata.compactMap { after[$0] }.sorted())
    }
}
