// SPDX-License-Identifier: Apache-2.0
//
// What a table lets one say, in sentences: nothing that the intervals don't support. One number is called
// larger than another only when their 95 % intervals don't touch; the interval of a sum of n cells is √n times
// as wide as that of one. All is said of what is published, never of what is withheld.

import ImpactAssessment
import Studies

struct SupportedSentences {
    /// A number with half the width of its interval, 0 without noise.
    struct Estimate {
        let label: Localized
        let value: Int64
        let half: Int64

        var low: Int64 { max(0, value - half) }
        var high: Int64 { value + half }

        func isLarger(than other: Estimate) -> Bool { value - half > other.value + other.half }
    }

    private let input: PublicationInput
    private let table: PublishedTable
    private let half: Double

    init(_ input: PublicationInput, _ table: PublishedTable) {
        self.input = input
        self.table = table
        half = Double(table.release.measures[table.shownMeasure].halfWidth95)
    }

    private var isNoised: Bool { table.release.isNoised }
    private var unit: Localized { table.unitWords(records: input.recordWords) }

    var all: [Localized] {
        guard !table.published.isEmpty else { return [nothing, withheld] }
        if let effects = EffectTable(input, table) {
            return effects.groups.flatMap(effects.sentences) + [effects.silence, withheld].compactMap(\.self)
        }
        if let averages = AverageTable(input, table) { return averages.sentences(input.plan.unit.kind) + [withheld] }
        return [total, leader, insideOrBetween, busiest, withheld].compactMap(\.self)
    }

    // MARK: Numbers

    private func estimate(_ label: Localized, _ numbers: [Int64]) -> Estimate {
        Estimate(
            label: label, value: numbers.reduce(0) { $0.addingReportingOverflow($1).partialValue },
            half: Int64((half * Double(numbers.count).squareRoot()).rounded(.up)))
    }

    /// `12 345 (entre 12 300 et 12 390)`.
    private func said(_ estimate: Estimate, _ language: Language) -> String {
        let value = language.integer(estimate.value)
        guard isNoised else { return value }
        let (low, high) = (language.integer(estimate.low), language.integer(estimate.high))
        return language == .fr ? "\(value) (entre \(low) et \(high))" : "\(value) (between \(low) and \(high))"
    }

    /// What the picture compares: flows between two places, zones, or cells; largest first.
    private var compared: [Estimate] {
        var numbers: [[String]: [Int64]] = [:]
        var labels: [[String]: Localized] = [:]
        for (row, count) in table.published {
            let values: [DomainValue]
            switch table.shape {
            case .flows(let origin, let destination):
                guard row.values[origin].code != row.values[destination].code else { continue }
                values = [row.values[origin], row.values[destination]]
            case .zones(let zone): values = [row.values[zone]]
            case .plain: values = row.values
            }
            let key = values.map(\.code)
            numbers[key, default: []].append(count)
            labels[key] = label(values)
        }
        return numbers.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { estimate(labels[$0.key] ?? Localized(""), $0.value) }
            .sorted { $0.value > $1.value }
    }

    private func label(_ values: [DomainValue]) -> Localized {
        if case .flows = table.shape, values.count == 2 {
            return Localized(
                fr: "de \(values[0].label.fr) vers \(values[1].label.fr)",
                en: "from \(values[0].label.en) to \(values[1].label.en)")
        }
        return Localized(
            fr: values.map(\.label.fr).joined(separator: ", "), en: values.map(\.label.en).joined(separator: ", "))
    }

    // MARK: Sentences

    private var nothing: Localized {
        Localized(
            fr: "Aucune cellule n’a pu être diffusée : cette étude ne permet de rien dire.",
            en: "No cell could be released: this study allows nothing to be said.")
    }

    private var total: Localized {
        let all = estimate(Localized(""), table.published.map(\.count))
        let isOnce = input.plan.measures[table.shownMeasure].kind == .distinctUnits
        let once =
            isOnce
            ? Localized(
                fr: " Qui figure dans plusieurs cellules y compte plusieurs fois.",
                en: " Whoever is in several cells counts in each.") : Localized("")
        return Localized.each { language in
            let cells = language.integer(table.published.count)
            return (
                "Les \(cells) cellules publiées réunissent \(said(all, language)) \(unit.fr).\(once.fr)",
                "The \(cells) published cells add up to \(said(all, language)) \(unit.en).\(once.en)"
            )
        }
    }

    private var leader: Localized? {
        let ranked = compared
        guard let first = ranked.first, ranked.count > 1 else { return nil }
        let tied = ranked.dropFirst().prefix { !first.isLarger(than: $0) }
        let thing =
            if case .flows = table.shape {
                (fr: "flux", en: "flow", many: "flows")
            } else {
                (fr: "nombre", en: "number", many: "numbers")
            }
        return Localized.each { language in
            if tied.isEmpty {
                let number = said(first, language)
                return (
                    "Parmi ce qui est publié, le plus grand \(thing.fr) : \(first.label.fr), \(number).",
                    "Of what is published, the largest \(thing.en): \(first.label.en), \(number)."
                )
            }
            let few = ([first] + tied).prefix(3)
            let list = few.map { "\($0.label[language])\u{00A0}: \(said($0, language))" }.joined(separator: " ; ")
            let english = few.map { "\($0.label.en): \(said($0, language))" }.joined(separator: "; ")
            let count = language.integer(tied.count + 1)
            let among = tied.count + 1 > few.count
            return (
                "Les \(count) plus grands \(thing.fr == "flux" ? "flux" : "nombres") ne se départagent pas"
                    + "\(among ? ", dont " : " : ")\(list).",
                "The \(count) largest \(thing.many) cannot be ranked\(among ? ", among them " : ": ")\(english)."
            )
        }
    }

    private var insideOrBetween: Localized? {
        guard case .flows(let origin, let destination) = table.shape else { return nil }
        let inside = estimate(
            Localized(""),
            table.published.filter {
                let code = $0.row.values[origin].code
                return code == $0.row.values[destination].code && code != Territory.outsideCode
            }.map(\.count))
        let between = estimate(
            Localized(""),
            table.published.filter { $0.row.values[origin].code != $0.row.values[destination].code }.map(\.count))
        guard inside.value > 0, between.value > 0 else { return nil }
        return Localized.each { language in
            let (within, across) = (said(inside, language), said(between, language))
            if inside.isLarger(than: between) {
                return (
                    """
                    On publie davantage de \(unit.fr) à l’intérieur d’une zone, \(within), que d’un lieu à un autre, \
                    \(across).
                    """,
                    "More \(unit.en) are published inside one zone, \(within), than between places, \(across)."
                )
            }
            if between.isLarger(than: inside) {
                return (
                    """
                    On publie davantage de \(unit.fr) d’un lieu à un autre, \(across), qu’à l’intérieur d’une zone, \
                    \(within).
                    """,
                    "More \(unit.en) are published between places, \(across), than inside one zone, \(within)."
                )
            }
            return (
                """
                Entre ce qui va d’un lieu à un autre et ce qui reste à l’intérieur d’une zone, l’écart tient dans \
                l’incertitude.
                """,
                """
                Between \(unit.en) from one place to another and those inside one zone, the difference is within the \
                uncertainty.
                """
            )
        }
    }

    private var busiest: Localized? {
        guard let axis = table.timeAxis else { return nil }
        let sums = table.plan.dimensions[axis].cells.map { value in
            estimate(value.label, table.published.filter { $0.row.values[axis].code == value.code }.map(\.count))
        }.sorted { $0.value > $1.value }
        guard sums.count > 1, sums[0].isLarger(than: sums[1]) else { return nil }
        return Localized.each { language in
            let number = said(sums[0], language)
            return (
                "Le moment où l’on publie le plus est « \(sums[0].label.fr) » : \(number).",
                "The time with most published is “\(sums[0].label.en)”: \(number)."
            )
        }
    }

    private var withheld: Localized {
        let record = ReleaseRecord(table.release)
        let count = WithheldWords.count(record)
        guard let share = record.accuracies[table.shownMeasure].withheldShare else { return count }
        return Localized(
            fr: "\(count.fr) Elles pèsent environ \(Language.fr.percent(share)) des \(unit.fr).",
            en: "\(count.en) They weigh about \(Language.en.percent(share)) of \(unit.en).")
    }
}
