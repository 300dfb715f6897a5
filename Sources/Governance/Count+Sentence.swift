// SPDX-License-Identifier: Apache-2.0
//
// A count as JSON, for mandates and assessments, and its outcome as a sentence.

import Studies

extension Count {
    package var json: JSONValue {
        .object([
            "colleges": .array(colleges.map(\.json)),
            "outcome": .string(outcome.rawValue),
            "proxies": .array(
                proxies.map { .object(["giver": .string($0.seat), "receiver": .string($0.receiver)]) }),
            "recused": .array(
                recusals.map { .object(["interest": .string($0.interest), "seat": .string($0.seat)]) }),
            "rejected": .array(rejected.map(\.json)),
        ])
    }

    /// The outcome, then who stayed out and who voted for another.
    package var sentence: Localized {
        let notes =
            recusals.map {
                Localized(
                    fr: "Récusé, hors vote et hors quorum : « \($0.seat) » (\($0.interest)).",
                    en: "Recused, out of vote and quorum: “\($0.seat)” (\($0.interest)).")
            }
            + proxies.map {
                Localized(
                    fr: "« \($0.receiver) » a voté aussi pour « \($0.seat) », par procuration.",
                    en: "“\($0.receiver)” voted for “\($0.seat)” too, by proxy.")
            }
        return notes.reduce(outcomeSentence) { Localized(fr: "\($0.fr) \($1.fr)", en: "\($0.en) \($1.en)") }
    }

    private var outcomeSentence: Localized {
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
            guard record.ballot.rule == .overallMajorityWithoutCollegeVeto else {
                return Localized(
                    fr: "Adopté : \(votes.fr), majorité dans chaque collège.",
                    en: "Adopted: \(votes.en), a majority in each college.")
            }
            return Localized(
                fr: "Adopté : \(votes.fr), aucun collège contre.", en: "Adopted: \(votes.en), no college against.")
        case .rejected:
            let opposed = opposed.map(\.name)
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
            "byProxy": .int(Int64(byProxy)), "for": .int(Int64(inFavour)), "id": .string(college.id),
            "quorum": .int(Int64(quorum)), "recused": .int(Int64(recused)),
        ])
    }

    fileprivate var presenceFr: String {
        "\(college.name.fr), \(present) siège(s) sur les \(quorum) qu'il faut"
    }

    fileprivate var presenceEn: String { "\(college.name.en), \(present) of the \(quorum) seats needed" }
}
