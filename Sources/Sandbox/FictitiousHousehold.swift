// SPDX-License-Identifier: Apache-2.0
//
// One fictitious household: where it lives, in what kind of dwelling, how it heats, what it needs, and whether it
// renovated. Large, old and thirsty dwellings renovate more often, so that those who renovated differ from the
// others before any work is done: only a comparison with similar dwellings, before and after, is a fair one.

struct FictitiousHousehold: Sendable {
    enum ConstructionPeriod: String, CaseIterable, Sendable {
        case before1949 = "before_1949"
        case from1949 = "1949_1974"
        case from1975 = "1975_1989"
        case from1990 = "1990_2005"
        case since2006 = "since_2006"

        /// The age part of `dwelling_class`.
        var age: String {
            switch self {
            case .before1949, .from1949: "before_1975"
            case .from1975, .from1990: "1975_2005"
            case .since2006: "since_2006"
            }
        }
    }

    enum Heating: String, CaseIterable, Sendable { case electricity, gas, other }

    enum Works: String, CaseIterable, Sendable {
        case windows
        case insulation
        case heatingSystem = "heating_system"
        case complete
    }

    /// Works that were finished in a month: from the next one on they tell.
    struct Renovation: Sendable {
        let works: Works
        let year: Int
        /// 0 to 11.
        let month: Int
        let cost: Int
        let aid: Int
    }

    let zone: UInt16
    let isHouse: Bool
    let construction: ConstructionPeriod
    /// Square metres.
    let surface: Int
    let heating: Heating
    /// Heating in a reference year before any works, kWh.
    let need: Int
    /// What is not heating, kWh a month: appliances by electricity, hot water by the heating's energy.
    let appliances: Int
    let hotWater: Int
    let renovation: Renovation?

    var dwellingType: String { isHouse ? "house" : "flat" }
    var dwellingClass: String { "\(dwellingType)_\(construction.age)" }

    var surfaceBand: String {
        switch surface {
        case ..<40: "under_40"
        case ..<80: "40_to_79"
        case ..<120: "80_to_119"
        default: "120_or_more"
        }
    }

    init(_ generator: inout SandboxGenerator, homes: WeightedDraw, profiles: [ZoneProfile]) {
        let zone = homes.draw(&generator)
        let group = profiles[Int(zone)].group
        let isHouse = generator.perMille(Self.houses(group))
        let construction = Self.construction(generator.below(1_000), isHouse: isHouse)
        let surface = isHouse ? generator.peaked(62, 176) : generator.peaked(22, 98)
        let heating = Self.heating(generator.below(1_000), isHouse: isHouse, group)
        let habit = generator.peaked(560, 1_440)
        let occupants = 1 + generator.peaked(0, 5)
        self.zone = zone
        self.isHouse = isHouse
        self.construction = construction
        self.surface = surface
        self.heating = heating
        need =
            surface * Self.perSquareMetre(construction, isHouse: isHouse) * habit / 1_000
            * (heating == .electricity ? 62 : 100) / 100
        appliances = 75 + 38 * occupants + generator.below(60)
        hotWater = 20 + 42 * occupants
        renovation = Self.renovation(
            &generator, isHouse: isHouse, construction, heating, surface: surface, habit: habit)
    }

    // MARK: Shares per mille

    private static func houses(_ group: ZoneGroup) -> Int {
        switch group {
        case .centre: 260
        case .firstRing: 600
        case .coast: 690
        case .inland: 900
        case .island: 870
        }
    }

    private static func construction(_ mark: Int, isHouse: Bool) -> ConstructionPeriod {
        let limits = isHouse ? [210, 430, 640, 850] : [190, 520, 690, 840]
        let index = limits.firstIndex { mark < $0 } ?? limits.count
        return ConstructionPeriod.allCases[index]
    }

    private static func heating(_ mark: Int, isHouse: Bool, _ group: ZoneGroup) -> Heating {
        let gas = group == .inland || group == .island ? 120 : isHouse ? 380 : 430
        let other = group == .inland || group == .island ? 360 : isHouse ? 170 : 40
        return mark < gas ? .gas : mark < gas + other ? .other : .electricity
    }

    /// kWh of heating a square metre and reference year, by gas; electric homes need less of it at the meter.
    private static func perSquareMetre(_ construction: ConstructionPeriod, isHouse: Bool) -> Int {
        let house =
            switch construction {
            case .before1949: 128
            case .from1949: 142
            case .from1975: 104
            case .from1990: 78
            case .since2006: 42
            }
        return isHouse ? house : house * 7 / 10
    }
}

// Renovation.
extension FictitiousHousehold {
    private static func renovation(
        _ generator: inout SandboxGenerator, isHouse: Bool, _ construction: ConstructionPeriod, _ heating: Heating,
        surface: Int, habit: Int
    ) -> Renovation? {
        let chance = propensity(isHouse: isHouse, construction) * (habit + 400) / 1_400 * (surface + 120) / 220
        let (renovates, kind, when) = (generator.perMille(chance), generator.below(1_000), generator.below(1_000))
        let (month, price, income) = (generator.peaked(1, 11), generator.peaked(700, 1_300), generator.below(1_000))
        guard renovates else { return nil }
        let works = works(kind, heating)
        let cost = (fixedCost(works) + surface * costPerSquareMetre(works)) * price / 1_000
        // The lower the income, the larger the share that is paid for.
        let share = income < 300 ? 550 : income < 650 ? 330 : 120
        return Renovation(works: works, year: year(when), month: month, cost: cost, aid: cost * share / 1_000)
    }

    private static func propensity(isHouse: Bool, _ construction: ConstructionPeriod) -> Int {
        switch (isHouse, construction.age) {
        case (true, "before_1975"): 300
        case (true, "1975_2005"): 190
        case (false, "before_1975"): 130
        case (false, "1975_2005"): 80
        default: 25
        }
    }

    private static func works(_ mark: Int, _ heating: Heating) -> Works {
        switch mark {
        case ..<360: .windows
        case ..<640: .insulation
        case ..<850: heating == .other ? .insulation : .heatingSystem
        default: .complete
        }
    }

    private static func year(_ mark: Int) -> Int {
        let limits = [90, 180, 290, 420, 860]
        return 2020 + (limits.firstIndex { mark < $0 } ?? limits.count)
    }

    private static func fixedCost(_ works: Works) -> Int {
        switch works {
        case .windows: 3_000
        case .insulation: 4_000
        case .heatingSystem: 9_500
        case .complete: 18_000
        }
    }

    private static func costPerSquareMetre(_ works: Works) -> Int {
        switch works {
        case .windows: 55
        case .insulation: 85
        case .heatingSystem: 35
        case .complete: 260
        }
    }
}
