// SPDX-License-Identifier: Apache-2.0
//
// Why a vote, a proxy or a recusal does not count, as a code and as a sentence.

import Studies

/// A vote, a proxy or a recusal that doesn't count, and why.
package struct RejectedVote: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case unreadable
        case otherBallot = "other-ballot"
        case otherText = "other-text"
        case stranger
        case outOfTerm = "out-of-term"
        case badSignature = "bad-signature"
        case beforeOpening = "before-opening"
        case afterClosing = "after-closing"
        /// The seat's first vote counts and this is another (revote `first`).
        case secondVote = "second-vote"
        /// A later vote of the seat took its place (revote `last`).
        case replaced
        /// The seat declared an interest.
        case recused
        /// A proxy to a seat of another college, or to the giver.
        case otherCollege = "other-college"
        /// A proxy of a seat that voted.
        case giverVoted = "giver-voted"
        /// A proxy to a seat that gave its own.
        case chained
        /// The giver gave another before, or the receiver holds another.
        case secondProxy = "second-proxy"
        /// The receiver did not vote.
        case unused
    }

    /// What was signed.
    package let envelope: Envelope
    /// `vote`, `proxy` or `recusal`.
    package let what: String
    /// Who says to have signed.
    package let seat: String
    package let reason: Reason

    package var sentence: Localized {
        let (fr, en) = reason.words
        switch what {
        case Proxy.name:
            return Localized(
                fr: "La procuration du siège « \(seat) » ne compte pas : \(fr).",
                en: "The proxy of seat “\(seat)” does not count: \(en).")
        case Recusal.name:
            return Localized(
                fr: "La récusation du siège « \(seat) » ne compte pas : \(fr).",
                en: "The recusal of seat “\(seat)” does not count: \(en).")
        default:
            return Localized(
                fr: "Le vote du siège « \(seat) » ne compte pas : \(fr).",
                en: "The vote of seat “\(seat)” does not count: \(en).")
        }
    }

    var json: JSONValue {
        .object(["reason": .string(reason.rawValue), "seat": .string(seat), "what": .string(what)])
    }
}

extension RejectedVote.Reason {
    fileprivate var words: (fr: String, en: String) {
        switch self {
        case .unreadable: ("son contenu n'est pas celui qu'il faut", "its content is not what it must be")
        case .otherBallot: ("il porte sur un autre scrutin", "it is on another ballot")
        case .otherText: ("il porte sur un autre texte", "it is on another text")
        case .stranger: ("ce siège n'existe pas", "there is no such seat")
        case .outOfTerm: ("le mandat du siège ne couvre pas le scrutin", "the seat's term does not cover the ballot")
        case .badSignature: ("la signature n'est pas celle du siège", "the signature is not the seat's")
        case .beforeOpening: ("il est daté d'avant l'ouverture", "it is dated before the opening")
        case .afterClosing: ("il est daté d'après la clôture", "it is dated after the closing")
        case .secondVote: ("le siège avait déjà voté", "the seat had already voted")
        case .replaced: ("le siège a voté de nouveau avant la clôture", "the seat voted again before the closing")
        case .recused: ("le siège s'est récusé", "the seat recused itself")
        case .otherCollege: ("elle va à un siège d'un autre collège", "it goes to a seat of another college")
        case .giverVoted: ("le siège a voté lui-même", "the seat voted itself")
        case .chained: ("le siège qui la reçoit a donné la sienne", "the seat that gets it gave its own")
        case .secondProxy: ("une seule procuration par siège", "one proxy for each seat")
        case .unused: ("le siège qui la reçoit n'a pas voté", "the seat that gets it did not vote")
        }
    }
}
