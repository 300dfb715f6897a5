// SPDX-License-Identifier: Apache-2.0
//
// The optional part `comparison` of a study: its YAML and canonical forms, and its check against the plan's axes
// and measures. What is worked out from it is in Publication, by DisclosureControl's estimators.

import Yams

extension StudyError.Code {
    package static let comparison = Self("comparison")
}

extension YAMLFields {
    /// Nil when the study has none.
    func comparison(_ places: inout StudyPlaces) throws(StudyError) -> Study.Comparison? {
        guard let node = node("comparison") else { return nil }
        let optional = ["cost", "aid", "saving", "paid"]
        let fields = try YAMLFields(
            node, path: "comparison", known: ["time_axis", "before", "after", "group_axis", "reference"] + optional,
            optional: optional, source: source, places: &places)
        var money: [String: String] = [:]
        for name in optional where fields.node(name) != nil { money[name] = try fields.text(name) }
        return Study.Comparison(
            timeAxis: try fields.text("time_axis"), before: try fields.text("before"),
            after: try fields.text("after"), groupAxis: try fields.text("group_axis"),
            reference: try fields.text("reference"), cost: money["cost"], aid: money["aid"], saving: money["saving"],
            paid: money["paid"])
    }
}

extension Study.Comparison {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "time_axis": .string(timeAxis), "before": .string(before), "after": .string(after),
            "group_axis": .string(groupAxis), "reference": .string(reference),
        ]
        for (name, measure) in money { members[name] = measure.map(JSONValue.string) }
        if let paid { members["paid"] = .string(paid) }
        return .object(members)
    }

    fileprivate var money: [(name: String, measure: String?)] { [("cost", cost), ("aid", aid), ("saving", saving)] }
}

// What a table is to be read as needs axes and amounts that it has.
extension StudyTerms {
    func checkReading(_ dimensions: [Dimension], _ measures: [Measure]) throws(StudyError) {
        let hasAmount = measures.contains { if case .sum = $0.kind { true } else { false } }
        if let index = study.formats.firstIndex(of: .choropleth) {
            guard hasAmount, dimensions.count(where: { $0.kind == .zone }) == 1 else {
                throw StudyError(
                    .format, "format `choropleth` needs one zone to group by and an amount to average",
                    at: span("formats.\(index)"), help: "group by one zone and select a sum, or leave the format out")
            }
        }
        guard let comparison = study.comparison else { return }
        guard hasAmount else {
            throw StudyError(
                .comparison, "there is no amount to compare", at: span("comparison"),
                help: "select a sum, or leave `comparison` out")
        }
        var times = ["before": comparison.before, "after": comparison.after]
        times["paid"] = comparison.paid
        try check("time_axis", comparison.timeAxis, times, dimensions)
        try check("group_axis", comparison.groupAxis, ["reference": comparison.reference], dimensions)
        guard comparison.timeAxis != comparison.groupAxis, comparison.before != comparison.after else {
            throw StudyError(
                .comparison, "a comparison needs two axes, and two different times", at: span("comparison"),
                help: "name an axis of time and one of what happened")
        }
        try checkMoney(comparison, measures)
    }

    private func check(
        _ key: String, _ axis: String, _ values: [String: String], _ dimensions: [Dimension]
    ) throws(StudyError) {
        guard let dimension = dimensions.first(where: { $0.name == axis }) else {
            throw StudyError(
                .comparison, "the query groups by no `\(axis)`", at: span("comparison.\(key)"),
                help: Suggestion.help(for: axis, among: dimensions.map(\.name)))
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            let codes = dimension.values.map(\.code)
            guard codes.contains(value) else {
                throw StudyError(
                    .comparison, "`\(axis)` has no value `\(value)`", at: span("comparison.\(name)"),
                    help: Suggestion.help(for: value, among: codes))
            }
        }
    }

    private func checkMoney(_ comparison: Study.Comparison, _ measures: [Measure]) throws(StudyError) {
        let amounts = measures.filter { if case .sum = $0.kind { true } else { false } }.map(\.name)
        for (name, measure) in comparison.money {
            guard let measure, !amounts.contains(measure) else { continue }
            throw StudyError(
                .comparison, "the query sums no `\(measure)`", at: span("comparison.\(name)"),
                help: Suggestion.help(for: measure, among: amounts))
        }
        guard comparison.aid == nil || comparison.cost != nil else {
            throw StudyError(
                .comparison, "`aid` is a part of a cost that is not named", at: span("comparison.aid"),
                help: "name the `cost` too")
        }
    }
}
