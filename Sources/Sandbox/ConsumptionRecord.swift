// SPDX-License-Identifier: Apache-2.0
//
// The rows of the table `consumption`, and what a distributor derives for each household: the heat-sensitive part,
// the degree-day correction, classes of use and of heat sensitivity, a bill at reference prices. The methods are
// named, dated and referenced in the data package of `home-energy`. CSV (RFC 4180, line ends LF) for COPY.

enum ConsumptionRecord {
    static let columns = [
        "household_id", "month", "annee", "code_commune", "dwelling_type", "construction_period", "dwelling_class",
        "surface_band", "heating_energy", "heat_sensitivity", "use_band", "renovated", "renovation_kind",
        "renovation_year", "kwh_electricity", "kwh_gas", "kwh", "kwh_heat", "kwh_corrected", "bill_eur",
        "renovation_cost_eur", "renovation_aid_eur",
    ]

    /// Reference prices `prix-reference-2025`, in thousandths of a euro a kWh, without subscription.
    static let electricityPrice = 200
    static let gasPrice = 110

    /// kWh a month in summer, by year: the mean of July and August.
    static func summer(_ months: ArraySlice<HouseholdUse.Month>) -> Int {
        let first = months.startIndex
        return (months[first + 6].total + months[first + 7].total) / 2
    }

    /// Class of `classes-thermosensibilite-2026`: kWh above the summer's use for each degree day of a year.
    static func heatSensitivity(_ heat: Int, degreeDays: Int) -> String {
        switch heat * 10 / max(1, degreeDays) {
        case ..<3: "none"
        case ..<15: "low"
        case ..<40: "medium"
        default: "high"
        }
    }

    /// Class of a year's use in MWh.
    static func useBand(_ kwh: Int) -> String {
        switch kwh {
        case ..<5_000: "under_5"
        case ..<10_000: "5_to_10"
        case ..<15_000: "10_to_15"
        case ..<20_000: "15_to_20"
        default: "20_or_more"
        }
    }
}

/// In chunks of about 256 KiB, whole households.
struct ConsumptionChunks: Sequence, Sendable {
    let energy: HomeEnergy

    func makeIterator() -> Iterator { Iterator(energy: energy) }

    struct Iterator: IteratorProtocol {
        private let energy: HomeEnergy
        private var position = 0

        init(energy: HomeEnergy) {
            self.energy = energy
        }

        mutating func next() -> [UInt8]? {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(RecordChunks.size + 8_192)
            while bytes.count < RecordChunks.size, position < energy.households.count {
                HouseholdRows(energy: energy, index: position).append(to: &bytes)
                position += 1
            }
            return bytes.isEmpty ? nil : bytes
        }
    }
}

/// All rows of one household.
private struct HouseholdRows {
    let number: Int
    let household: FictitiousHousehold
    let months: [HouseholdUse.Month]
    let zone: String
    private let sensitivity: String

    init(energy: HomeEnergy, index: Int) {
        number = index + 1
        household = energy.households[index]
        months = energy.use(of: index).months
        zone = energy.zoneCodes[Int(household.zone)]
        let first = months[0..<12]
        let base = ConsumptionRecord.summer(first)
        sensitivity = ConsumptionRecord.heatSensitivity(
            first.reduce(0) { $0 + max(0, $1.total - base) },
            degreeDays: DegreeDays.observed[0].months.reduce(0, +))
    }

    func append(to bytes: inout [UInt8]) {
        for (year, record) in DegreeDays.observed.enumerated() {
            let uses = months[12 * year..<12 * year + 12]
            let band = ConsumptionRecord.useBand(uses.reduce(0) { $0 + $1.total })
            let base = ConsumptionRecord.summer(uses)
            let middle = Array(
                """
                ,\(record.year),\(zone),\(household.dwellingType),\(household.construction.rawValue),\
                \(household.dwellingClass),\(household.surfaceBand),\(household.heating.rawValue),\(sensitivity),\
                \(band),\(renovation),
                """.utf8)
            for (month, use) in uses.enumerated() {
                bytes += Array("\(number),\(record.year)-\(month < 9 ? "0" : "")\(month + 1)-01".utf8)
                bytes += middle
                append(use, base, year, month, to: &bytes)
                bytes.append(TripWriter.lineFeed)
            }
        }
    }

    /// `renovated`, kind and year as they are known at the end of the records; no year is NULL.
    private var renovation: String {
        household.renovation.map { "true,\($0.works.rawValue),\($0.year)" } ?? "false,none,"
    }

    private func append(_ use: HouseholdUse.Month, _ base: Int, _ year: Int, _ month: Int, to bytes: inout [UInt8]) {
        let bill = (use.electricity * ConsumptionRecord.electricityPrice + use.gas * ConsumptionRecord.gasPrice) / 1_000
        let works = household.renovation.flatMap {
            ($0.year, $0.month) == (DegreeDays.observed[year].year, month) ? $0 : nil
        }
        let numbers = [
            use.electricity, use.gas, use.total, max(0, use.total - base),
            DegreeDays.corrected(use.total, base: base, year: year, month: month), bill, works?.cost ?? 0,
            works?.aid ?? 0,
        ]
        for (index, number) in numbers.enumerated() {
            if index > 0 { bytes.append(TripWriter.comma) }
            TripWriter.appendNumber(UInt32(clamping: number), to: &bytes)
        }
    }
}
