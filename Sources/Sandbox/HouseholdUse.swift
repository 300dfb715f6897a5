// SPDX-License-Identifier: Apache-2.0
//
// What a household uses, month by month: heating follows the degree days, everyone saves a little more each
// year (old houses most of all, works or not), and works cut the heating from the month after. In integers.

struct HouseholdUse: Sendable {
    /// One month's metered energy, kWh.
    struct Month: Sendable {
        var electricity: Int
        var gas: Int
        var total: Int { electricity + gas }
    }

    /// Years times twelve, in the order of `DegreeDays.observed`.
    let months: [Month]

    /// - Parameter renovates: false tells what would have been without the works.
    init(_ household: FictitiousHousehold, _ generator: SandboxGenerator, renovates: Bool = true) {
        var generator = generator
        var months: [Month] = []
        for (year, record) in DegreeDays.observed.enumerated() {
            for month in 0..<12 {
                let spread = generator.peaked(900, 1_100)
                let done =
                    renovates
                    ? household.renovation.flatMap { $0.isDone(before: record.year, month) ? $0.works : nil } : nil
                months.append(
                    Self.month(household, days: record.months[month], year: year, works: done, spread: spread))
            }
        }
        self.months = months
    }

    private static func month(
        _ household: FictitiousHousehold, days: Int, year: Int, works: FictitiousHousehold.Works?, spread: Int
    ) -> Month {
        let saved = thrift(household, year: year)
        let before = household.need * days / DegreeDays.referenceYear
        let heat = before * heatLeft(works, household.heating) / 1_000 * saved / 1_000 * spread / 1_000
        let water = household.hotWater * saved / 1_000 * spread / 1_000
        let appliances = household.appliances * saved / 1_000 * spread / 1_000
        let heating = works == .heatingSystem && household.heating == .gas ? .electricity : household.heating
        switch heating {
        case .electricity: return Month(electricity: appliances + water + heat, gas: 0)
        case .gas: return Month(electricity: appliances, gas: water + heat)
        case .other: return Month(electricity: appliances, gas: 0)
        }
    }

    /// Per mille of the heating that works leave at the meter.
    private static func heatLeft(_ works: FictitiousHousehold.Works?, _ heating: FictitiousHousehold.Heating) -> Int {
        switch works {
        case nil: 1_000
        case .windows: 890
        case .insulation: 740
        case .heatingSystem: heating == .gas ? 370 : 520
        case .complete: 430
        }
    }

    /// Per mille of the first year's use.
    private static func thrift(_ household: FictitiousHousehold, year: Int) -> Int {
        household.isHouse && household.construction.age == "before_1975" ? 1_000 - 45 * year : 1_000 - 20 * year
    }
}

extension FictitiousHousehold.Renovation {
    func isDone(before otherYear: Int, _ otherMonth: Int) -> Bool {
        (year, month) < (otherYear, otherMonth)
    }
}
