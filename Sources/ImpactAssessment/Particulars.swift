// SPDX-License-Identifier: Apache-2.0
//
// What an assessment may know beyond the plan and the release, each part optional because each comes from
// somebody else: the charter's terms, a forecast, the data protection officer, an audit, a census. What is
// missing is said to be missing on the page, never guessed.

import Studies

package struct Particulars: Hashable, Sendable {
    package var forecast: ForecastRecord?
    package var opinion: OfficerOpinion?
    package var population: ReferencePopulation?
    /// Zones that the trust holds to be sensitive, with the reason; nil when nobody made the list.
    package var sensitiveZones: [SensitiveZone]?
    /// Who is over- and under-represented among those counted; measured only.
    package var representation: Representation?
    package var audit: AuditBound?
    package var energy: EnergyUse?
    /// Reasons that trustees gave for voting against.
    package var dissent: [Localized] = []
    package var contact: ContestContact?
    /// Lowercase hex SHA-256 of the preliminary assessment that the trustees could read.
    package var preliminaryHash: String?
    package var law = AssessmentLaw()

    package init() {}
}

/// Residents by zone, from a census: what those counted are compared with.
package struct ReferencePopulation: Hashable, Sendable {
    package let title: Localized
    /// By zone code, none negative.
    package let counts: [String: Int64]
    /// Zones with fewer residents are named as small communities.
    package let smallBelow: Int64

    /// Nil when a count is negative or all are zero.
    package init?(title: Localized, counts: [String: Int64], smallBelow: Int64 = 1_000) {
        guard counts.values.allSatisfy({ $0 >= 0 }), counts.values.contains(where: { $0 > 0 }) else { return nil }
        self.title = title
        self.counts = counts
        self.smallBelow = smallBelow
    }
}

/// A zone with a place of worship, a shelter, a clinic: where being counted may itself do harm.
package struct SensitiveZone: Hashable, Sendable {
    package let code: String
    package let reason: Localized

    package init(code: String, reason: Localized) {
        self.code = code
        self.reason = reason
    }
}

/// What an attack on twin fictitious populations could show of ε; never above what is claimed.
package struct AuditBound: Hashable, Sendable {
    package let epsilonLowerMicro: Int64
    /// In each of the two worlds.
    package let runs: Int
    /// Such as 99.9.
    package let confidencePercent: Double

    package init(epsilonLowerMicro: Int64, runs: Int, confidencePercent: Double) {
        self.epsilonLowerMicro = epsilonLowerMicro
        self.runs = runs
        self.confidencePercent = confidencePercent
    }
}

/// The energy of the computation, from measured processor time and a stated factor.
package struct EnergyUse: Hashable, Sendable {
    package let cpuSeconds: Double
    /// Watts that one busy core is taken to draw, everything round it included.
    package let wattsPerCore: Double
    /// Whose processor time was measured; what others spent is in no number, and the page says so.
    package let measured: Localized

    package init(
        cpuSeconds: Double, wattsPerCore: Double = 15,
        measured: Localized = Localized(fr: "tous les serveurs", en: "all servers")
    ) {
        self.cpuSeconds = cpuSeconds
        self.wattsPerCore = wattsPerCore
        self.measured = measured
    }

    package var wattHours: Double { cpuSeconds * wattsPerCore / 3600 }
}

/// The articles of law that an assessment answers to, as they are cited; laws change, and no program with them. What
/// nobody stated isn't cited.
package struct AssessmentLaw: Hashable, Sendable {
    /// That an assessment must be made.
    package let assessment: Localized?
    /// That the data protection officer must be asked.
    package let opinion: Localized?

    package init(assessment: Localized? = nil, opinion: Localized? = nil) {
        self.assessment = assessment
        self.opinion = opinion
    }
}

/// Whom to write to.
package struct ContestContact: Hashable, Sendable {
    package let name: Localized
    /// A postal or electronic address.
    package let address: String

    package init(name: Localized, address: String) {
        self.name = name
        self.address = address
    }
}
