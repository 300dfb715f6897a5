// SPDX-License-Identifier: Apache-2.0
//
// The degree days of the fictitious territory and the correction that the dataset `home-energy` names
// `dju18-meteo-2026`: base 18, "Météo" form (a day has max(0, 18 - (Tn + Tx) / 2)), summed by month. The catalogue's
// `degree-days.csv` holds the same figures; they belong to the catalogue, so they are the same for every seed.

package enum DegreeDays {
    /// By year, January to December, in whole degree days.
    package static let observed: [(year: Int, months: [Int])] = [
        (2023, [352, 318, 241, 192, 88, 12, 8, 11, 9, 84, 214, 271]),
        (2024, [331, 239, 231, 176, 104, 47, 9, 6, 52, 103, 221, 309]),
        (2025, [349, 287, 248, 151, 81, 14, 6, 7, 37, 116, 219, 298]),
    ]

    /// A mean year, January to December.
    package static let reference = [340, 300, 255, 185, 100, 35, 10, 10, 40, 120, 230, 320]

    /// Months with fewer degree days are not corrected: their heating is next to nothing.
    package static let leastCorrected = 20

    static let referenceYear = reference.reduce(0, +)

    /// `base + heating * reference / observed`, rounded down; only the part above the base is heating.
    /// - Parameters:
    ///   - kwh: a month's energy.
    ///   - base: what the household uses in a summer month.
    ///   - year: index into `observed`; `month`: 0 to 11.
    static func corrected(_ kwh: Int, base: Int, year: Int, month: Int) -> Int {
        let days = observed[year].months[month]
        guard days >= leastCorrected, kwh > base else { return kwh }
        return base + (kwh - base) * reference[month] / days
    }
}
