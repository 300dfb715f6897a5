// SPDX-License-Identifier: Apache-2.0
//
// A count as JSON, for mandates and assessments, and its outcome as a sentence.

import Studies

extension Count {
    package var json: JSONValue {
        .object([
            "colleges": .array(colleges.map(\.json)),
            "outcome": .string(outcome.rawValue),
            "rejected": .array(
                rejected.map {
                    .object(["reason": .string($0.reason.rawValue), "seat": .string($0.seat)])
                }),
        ])
    }

    package var sentence: Localized {
        let votes = Localized(
            fr: "\(inFavour) pour, \(against) contre", en: "\(inFavour) for, \(against) against")
        switch outcome {
        case .stillOpen:
            return Localized(
                fr: "Scrutin ouvert jusqu'à \(record.ballot.closesAt).", en: "Open until \(record.ballot.closesAt).")
        case .noQuorum:
            let absent = colleges.filter { !$0.hasQuorum }
            return Localized(
                fr: "Quorum non atteint : \(absent.map(\.presenceFr).joined(separator: " ; ")).",
                en: "No quorum: \(absent.map(\.presenceEn).joined(separator: "; ")).")
        case .adopted:
            return Localized(
                fr: "Adopté : \(votes.fr), aucun collège contre.", en: "Adopted: \(votes.en), no college against.")
        case .rejected:
            let opposed = colleges.filter(\.isAgainst).map(\.college.name)
            guard !opposed.isEmpty else {
                return Localized(
                    fr: "Rejeté : \(votes.fr), pas de majorité.", en: "Rejected: \(votes.en), no majority.")
            }
            return Localized(
                fr: "Rejeté : \(votes.fr) ; opposition de \(opposed.map(\.fr).joined(separator: ", ")).",
                en: "Rejected: \(votes.en); opposed by \(opposed.map(\.en).joined(separator: ", ")).")
        }
    }
}

extension Count.College {
    package var json: JSONValue {
        .object([
            "abstain": .int(Int64(abstain)), "against": .int(Int64(against)), "blank": .int(Int64(blank)),
            "for": .int(Int64(inFavour)), "id": .string(college.id),
        ])
    }

    fileprivate var presenceFr: String {
        "\(college.name.fr), \(present) siège(s) sur les \(college.quorum) qu'il faut"
    }

    fileprivate var presenceEn: String { "\(college.name.en), \(present) of the \(college.quorum) seats needed" }
}
