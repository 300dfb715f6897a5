// SPDX-License-Identifier: Apache-2.0
//
// The words for hours, weekdays, days, weeks and months, French and English, as the axes of a table show them.

enum CivilWords {
    private static let weekdaysFr = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    private static let weekdaysEn = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let monthsFr = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ]
    private static let monthsEn = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// - Parameter hour: 0 to 23.
    static func hour(_ hour: Int) -> Localized {
        Localized(fr: "\(hour) h à \(hour + 1) h", en: "\(hour):00 to \(hour + 1):00")
    }

    /// - Parameter weekday: 1 (Monday) to 7.
    static func weekday(_ weekday: Int) -> Localized {
        Localized(fr: weekdaysFr[weekday - 1], en: weekdaysEn[weekday - 1])
    }

    /// - Parameter month: 1 to 12.
    static func month(_ month: Int) -> Localized {
        Localized(fr: monthsFr[month - 1], en: monthsEn[month - 1])
    }

    static func month(of day: Day) -> Localized {
        let (year, month, _) = day.components
        return Localized(fr: "\(monthsFr[month - 1]) \(year)", en: "\(monthsEn[month - 1]) \(year)")
    }

    static func day(_ day: Day) -> Localized {
        let (year, month, date) = day.components
        return Localized(
            fr: "\(weekdaysFr[day.isoWeekday - 1]) \(date) \(monthsFr[month - 1]) \(year)",
            en: "\(weekdaysEn[day.isoWeekday - 1]) \(date) \(monthsEn[month - 1]) \(year)")
    }

    static func week(from monday: Day) -> Localized {
        let (year, month, date) = monday.components
        return Localized(
            fr: "semaine du \(date) \(monthsFr[month - 1]) \(year)",
            en: "week of \(date) \(monthsEn[month - 1]) \(year)")
    }
}
