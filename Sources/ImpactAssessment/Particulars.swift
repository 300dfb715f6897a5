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

    package init() {}
}

/// The data protection officer's opinion (GDPR article 35(2)), signed. The signature is checked by
/// Governance, over `signedBytes`; nothing is checked here.
package struct OfficerOpinion: Hashable, Sendable {
    package enum Position: String, Hashable, Sendable, CaseIterable {
        case favourable
        case reserved
        case unfavourable
    }

    package let officer: String
    package let day: Day
    package let position: Position
    package let text: Localized
    /// Ed25519, 64 bytes.
    package let signature: [UInt8]

    /// Nil unless the signature has 64 bytes.
    package init?(officer: String, day: Day, position: Position, text: Localized, signature: [UInt8]) {
        guard signature.count == 64 else { return nil }
        self.officer = officer
        self.day = day
        self.position = position
        self.text = text
        self.signature = signature
    }

    /// What the officer signs: the opinion on one plan, in canonical JSON.
    package static func signedBytes(
        officer: String, day: Day, position: Position, text: Localized, planHash: String
    ) -> [UInt8] {
        JSONValue.object([
            "type": "regie-officer-opinion/1", "plan_hash": .string(planHash), "officer": .string(officer),
            "day": .string(day.description), "position": .string(position.rawValue), "text": text.json,
        ]).canonicalBytes
    }
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
    package let runs: Int
    package let confidencePercent: Int

    package init(epsilonLowerMicro: Int64, runs: Int, confidencePercent: Int) {
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

    package init(cpuSeconds: Double, wattsPerCore: Double = 15) {
        self.cpuSeconds = cpuSeconds
        self.wattsPerCore = wattsPerCore
    }

    package var wattHours: Double { cpuSeconds * wattsPerCore / 3600 }
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
