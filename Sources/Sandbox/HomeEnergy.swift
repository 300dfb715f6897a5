// SPDX-License-Identifier: Apache-2.0
//
// The records of an energy distributor in the sandbox: one row for each household and month of three years, from
// the same seed and territory as the trips. Households are drawn apart from the inhabitants: no record of one
// dataset leads to the other, and the trips of a seed stay what they were.

import Studies

package struct HomeEnergy: Sendable {
    package static let distributor = OperatorDescription(
        id: "distributor",
        title: Localized(fr: "Distributeur d’énergie (fictif)", en: "Energy distributor (fictitious)"))

    /// Of the table `consumption`.
    package static var columns: [String] { ConsumptionRecord.columns }

    /// 2023 to 2025, the calendar years of the French local energy data.
    package static let period = Period(
        start: Day(year: 2023, month: 1, day: 1), end: Day(year: 2026, month: 1, day: 1))!

    /// Four households are metered for ten inhabitants.
    static func householdCount(people: Int) -> Int { max(1, people * 2 / 5) }

    let seed: SandboxSeed
    let households: [FictitiousHousehold]
    let zoneCodes: [String]

    init(seed: SandboxSeed, count: Int, territory: Territory) {
        let profiles = ZoneProfile.all(of: territory)
        let homes = WeightedDraw(profiles.map(\.population))
        self.seed = seed
        zoneCodes = territory.zones.map(\.code)
        households = (0..<count).map { index in
            var generator = seed.generator(.household, index)
            return FictitiousHousehold(&generator, homes: homes, profiles: profiles)
        }
    }

    package var householdCount: Int { households.count }

    /// What the records are, for the title of whatever is made from them.
    package var sourceLabel: Localized {
        let number = Localized.number(households.count)
        return Localized(
            fr: "données fictives : \(number.fr) foyers inventés",
            en: "fictitious data: \(number.en) invented households")
    }

    /// The table `consumption`: CSV rows without a header, columns as in `ConsumptionRecord.columns`, by
    /// household and month.
    package func consumptionChunks() -> some Sequence<[UInt8]> & Sendable {
        ConsumptionChunks(energy: self)
    }

    /// The table `objections`: one column `household_id`.
    package func objectionChunks() -> [[UInt8]] {
        var generator = seed.generator(.householdObjections)
        let lines = households.indices.filter { _ in generator.perMille(5) }.map { "\($0 + 1)\n" }
        return lines.isEmpty ? [] : [Array(lines.joined().utf8)]
    }

    func use(of index: Int, renovates: Bool = true) -> HouseholdUse {
        HouseholdUse(households[index], seed.generator(.householdMonths, index), renovates: renovates)
    }

    /// What the works of a year truly save in another: kWh, corrected for the weather, that each household which
    /// renovated then would have used besides, on average. Nobody outside a sandbox can know it.
    /// - Parameter works: `windows`, `insulation`, `heating_system`, `complete`; nil for all of them.
    package func trueSaving(ofWorksIn worksYear: Int, in year: Int, works: String? = nil) -> Double? {
        guard let place = DegreeDays.observed.firstIndex(where: { $0.year == year }) else { return nil }
        let renovated = households.indices.filter { index in
            guard let renovation = households[index].renovation, renovation.year == worksYear else { return false }
            return works == nil || renovation.works.rawValue == works
        }
        guard !renovated.isEmpty else { return nil }
        let saved = renovated.reduce(0) { sum, index in
            sum + corrected(use(of: index, renovates: false), place) - corrected(use(of: index), place)
        }
        return Double(saved) / Double(renovated.count)
    }
}

extension HomeEnergy {
    private func corrected(_ use: HouseholdUse, _ year: Int) -> Int {
        let months = use.months[12 * year..<12 * year + 12]
        let base = ConsumptionRecord.summer(months)
        return months.enumerated().reduce(0) {
            $0 + DegreeDays.corrected($1.element.total, base: base, year: year, month: $1.offset)
        }
    }
}

extension Sandbox {
    /// Nil when the records are counted trips of a real territory: nothing is invented there.
    package func homeEnergy() -> HomeEnergy? {
        guard case .fictitious(let people, _, _) = content else { return nil }
        return HomeEnergy(
            seed: people.seed, count: HomeEnergy.householdCount(people: people.persons.count), territory: territory)
    }
}
