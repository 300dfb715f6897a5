// SPDX-License-Identifier: Apache-2.0
//
// What a trust says once for all its assessments, as data (`trustees/assessment-terms.json`): whom to write to, who
// the data protection officer is, how many units the sources of a dataset are taken to hold, the residents and the
// sensitive places of a territory, and the factor that makes watts of processor time. What the file leaves out is
// said on pages to be missing. The officer's key is no part of it: keys are enrolled, not written into folders.

import Studies

package struct AssessmentTerms: Hashable, Sendable {
    package static let schema = "regie-assessment-terms/1"

    package let contact: ContestContact
    /// The data protection officer's name or office.
    package let officer: String
    /// Milliwatts that one busy core is taken to draw, everything round it included.
    package let milliwattsPerCore: Int64
    /// By dataset: how many units its sources are taken to hold, counted at each.
    package let units: [String: Int64]
    /// By territory.
    package let populations: [String: ReferencePopulation]
    package let sensitiveZones: [String: [SensitiveZone]]

    /// - Parameter file: what messages call the bytes.
    /// - Throws: `.terms` with the place of the first thing that is wrong.
    package init(json bytes: [UInt8], file: String) throws(AssessmentError) {
        guard let json = try? JSONValue(parsing: bytes), json["schema"]?.string == AssessmentTerms.schema else {
            throw AssessmentTerms.error("the file is no JSON of the schema `\(AssessmentTerms.schema)`", file)
        }
        func need<Value>(_ value: Value?, _ place: String) throws(AssessmentError) -> Value {
            guard let value else { throw AssessmentTerms.error("`\(place)` is missing or malformed", file) }
            return value
        }
        contact = try need(ContestContact(terms: json["contact"]), "contact")
        officer = try need(json["officer"]?.string.flatMap { $0.isEmpty ? nil : $0 }, "officer")
        milliwattsPerCore = try need(
            json["milliwatts_per_core"]?.int.flatMap { (1...1_000_000).contains($0) ? $0 : nil },
            "milliwatts_per_core")
        let smallBelow = try need(json["small_below"]?.int.flatMap { $0 > 0 ? $0 : nil }, "small_below")
        var units: [String: Int64] = [:]
        for (dataset, entry) in try need(json["datasets"]?.object, "datasets") {
            units[dataset] = try need(
                entry["units"]?.int.flatMap { (1...1_000_000_000).contains($0) ? $0 : nil },
                "datasets.\(dataset).units")
        }
        var populations: [String: ReferencePopulation] = [:]
        var zones: [String: [SensitiveZone]] = [:]
        for (territory, entry) in try need(json["territories"]?.object, "territories") {
            let place = "territories.\(territory)"
            if let population = entry["population"], population != .null {
                populations[territory] = try need(
                    ReferencePopulation(terms: population, smallBelow: smallBelow), "\(place).population")
            }
            if let listed = entry["sensitive_zones"], listed != .null {
                let elements = try need(listed.array, "\(place).sensitive_zones")
                var list: [SensitiveZone] = []
                for (index, element) in elements.enumerated() {
                    list.append(try need(SensitiveZone(terms: element), "\(place).sensitive_zones[\(index)]"))
                }
                zones[territory] = list
            }
        }
        (self.units, self.populations, sensitiveZones) = (units, populations, zones)
    }

    private static func error(_ message: String, _ file: String) -> AssessmentError {
        AssessmentError(
            .terms, message, at: file,
            help:
                "write `contact`, `officer`, `milliwatts_per_core`, `small_below`, `datasets` and `territories` as in "
                + "`trustees/assessment-terms.json`")
    }
}

extension ContestContact {
    fileprivate init?(terms json: JSONValue?) {
        guard let name = Localized(terms: json?["name"]), let address = json?["address"]?.string, !address.isEmpty
        else {
            return nil
        }
        self.init(name: name, address: address)
    }
}

extension ReferencePopulation {
    fileprivate init?(terms json: JSONValue, smallBelow: Int64) {
        guard let title = Localized(terms: json["title"]), let residents = json["residents"]?.object else { return nil }
        let counts = residents.compactMapValues(\.int)
        guard counts.count == residents.count else { return nil }
        self.init(title: title, counts: counts, smallBelow: smallBelow)
    }
}

extension SensitiveZone {
    fileprivate init?(terms json: JSONValue) {
        guard let code = json["zone"]?.string, let reason = Localized(terms: json["reason"]) else { return nil }
        self.init(code: code, reason: reason)
    }
}

extension Localized {
    /// `{"fr": …, "en": …}`.
    init?(terms json: JSONValue?) {
        guard let french = json?["fr"]?.string, let english = json?["en"]?.string else { return nil }
        self.init(fr: french, en: english)
    }
}
