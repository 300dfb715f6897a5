// SPDX-License-Identifier: Apache-2.0
//
// The demonstration's own charter, roster and policies with fresh keys, and ballots held under them: what
// the tests of several modules stand on.

import Foundation
import Governance
import Studies
import Testing

package struct TestTrust: Sendable {
    package let enrolment: Enrolment
    package var root: TrustRoot { enrolment.root }

    /// When the ballots of tests open; the demonstration's period ended on 2026-06-01.
    package static let opening = moment("2026-07-15T10:00:00Z")

    /// - Parameter charter: changes `trustees/charter.yaml`.
    package init(
        fictitious: Bool = true, leaderCollege: String = "public", helperCollege: String = "civil-society",
        charter: (String) -> String = { $0 }
    ) throws {
        let scheme = fictitious ? "http" : "https"
        enrolment = try Enrolment(
            fictitious: fictitious, texts: TestTrust.texts(charter: charter),
            aggregators: [
                .init(
                    id: "leader", name: "Leader", role: .leader, college: leaderCollege, administrator: "one",
                    url: "\(scheme)://127.0.0.1:8001"),
                .init(
                    id: "helper", name: "Helper", role: .helper, college: helperCollege, administrator: "two",
                    url: "\(scheme)://127.0.0.1:8002"),
                .init(
                    id: "helper-next-door", name: "Helper next door", role: .helper, college: leaderCollege,
                    administrator: "one", url: "\(scheme)://127.0.0.1:8003"),
            ],
            holders: [
                SourceDescription(id: "bus", title: Localized("Bus")),
                SourceDescription(id: "bike", title: Localized("Bike")),
            ],
            brokerURL: "\(scheme)://127.0.0.1:8000")
    }

    package static func texts(charter: (String) -> String = { $0 }) throws -> Enrolment.Texts {
        try Enrolment.Texts(
            charter: charter(file("trustees/charter.yaml")), roster: file("trustees/roster.yaml"),
            schema: file("policies/schema.cedarschema"), floors: file("policies/charter.cedar"))
    }

    /// A file of the repository.
    package static func file(_ path: String) throws -> String {
        try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    package static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    package static func moment(_ text: String) -> Moment {
        guard let moment = Moment(text) else {
            Issue.record("`\(text)` is no moment")
            return Moment(secondsSinceEpoch: 0)!
        }
        return moment
    }

    /// The end of a ballot opened at `opening`.
    package var closing: Moment { TestTrust.opening.adding(seconds: root.charter.openSeconds)! }

    package func key(_ seat: String) throws -> SigningKey { try #require(enrolment.seatKeys[seat]) }

    package func ballot(
        on textHash: String, subject: Ballot.SubjectKind = .policy, id: String = "mobility-1",
        at moment: Moment = opening
    ) throws -> Ballot {
        try Ballot.open(id: id, subject: subject, textHash: textHash, root: root, at: moment)
    }

    package func vote(
        _ ballot: Ballot, _ seat: String, _ choice: Vote.Choice = .inFavour, at moment: Moment? = nil,
        key: SigningKey? = nil
    ) throws -> SignedVote {
        try SignedVote(
            Vote(on: ballot, seat: seat, choice: choice, at: moment ?? ballot.opensAt), key: key ?? self.key(seat))
    }

    /// Every seat votes as its college is said to; `for` unless said otherwise.
    package func record(_ ballot: Ballot, against college: String? = nil) throws -> BallotRecord {
        BallotRecord(
            ballot: ballot,
            votes: try root.seats.map {
                try vote(ballot, $0.seat.id, $0.seat.college == college ? .against : .inFavour)
            })
    }

    package static func policyText() throws -> String {
        try ["policies/mobility.cedar", "policies/energy.cedar"].map { try file($0) }.joined(separator: "\n")
    }

    /// The mobility policy, adopted by every seat in a ballot that opened then.
    package func policies(
        _ text: String? = nil, ballot id: String = "mobility-1", at opening: Moment = opening
    ) throws -> PolicyInForce {
        let text = try text ?? TestTrust.policyText()
        let record = try record(ballot(on: TextHash.of(text), id: id, at: opening))
        return try PolicyInForce(
            text: text, file: "policies/mobility.cedar", record: record, root: root, now: record.ballot.closesAt)
    }
}

/// The error that a call throws, or nil.
package func refusal(_ body: () throws -> Void) -> GovernanceError? {
    do {
        try body()
        return nil
    } catch {
        return error as? GovernanceError
    }
}
