// SPDX-License-Identifier: Apache-2.0
//
// The days of the demonstration: 13 weeks from Monday 2026-03-02, with France's public holidays of that
// spring, a fictitious school break, drawn weather, and a cycling season that grows from March to May.

import Studies

/// A day as travellers see it. Factors are per mille of an ordinary day.
struct TravelDay: Sendable {
    let day: Day
    let index: Int
    /// Monday to Friday, and no public holiday.
    let isWorkday: Bool
    /// A workday on which schools teach.
    let isSchoolDay: Bool
    let bikeFactor: Int
    let outingFactor: Int
}

struct TravelCalendar: Sendable {
    static let dayCount = 91
    static let start = Day(year: 2026, month: 3, day: 2)

    /// Easter Monday, 1 May, 8 May, Ascension, Whit Monday.
    private static let publicHolidays = [(4, 6), (5, 1), (5, 8), (5, 14), (5, 25)].map {
        Day(year: 2026, month: $0.0, day: $0.1)
    }
    /// 4 to 19 April, and the Friday after Ascension.
    private static let schoolBreak = Day(year: 2026, month: 4, day: 4)...Day(year: 2026, month: 4, day: 19)
    private static let bridgeFriday = Day(year: 2026, month: 5, day: 15)

    let days: [TravelDay]

    init(seed: SandboxSeed) {
        days = (0..<Self.dayCount).map { Self.travelDay($0, seed) }
    }

    private static func travelDay(_ index: Int, _ seed: SandboxSeed) -> TravelDay {
        let day = start + index
        var generator = seed.generator(.calendar, index)
        // 1000 is mild and dry; a third of the days are wet.
        let weather = generator.perMille(340) ? 420 + generator.below(200) : 850 + generator.below(250)
        let isWorkday = day.isoWeekday <= 5 && !publicHolidays.contains(day)
        let isSchoolDay = isWorkday && !schoolBreak.contains(day) && day != bridgeFriday
        let season = 820 + 4 * index
        let weekend = day.isoWeekday == 6 ? 1_150 : isWorkday ? 1_000 : 780
        return TravelDay(
            day: day, index: index, isWorkday: isWorkday, isSchoolDay: isSchoolDay,
            bikeFactor: weather * season / 1_000, outingFactor: weekend * (500 + weather / 2) / 1_000)
    }
}
