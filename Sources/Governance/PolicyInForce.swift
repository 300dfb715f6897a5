// SPDX-License-Identifier: Apache-2.0
//
// A policy text that an adopted ballot stands behind. There is no other way to have one: the count is
// redone from the signed votes each time one is made, here and at every edge.

import Cedar
import Studies

package struct PolicyInForce: Sendable {
    /// The ballot, its votes and their count.
    package let count: Count
    let rules: RuleBook

    package var text: String { rules.text }
    /// Lowercase hex SHA-256 of the text: what was voted.
    package var hash: String { rules.hash }

    /// - Parameters:
    ///   - text: the Cedar text that was voted.
    ///   - file: its name in errors and clauses.
    ///   - record: the ballot on it with every vote received.
    /// - Throws: `.ballot` when the ballot isn't on this text, not this trust's, not closed or not adopted;
    ///   `.policy` when the text cannot decide.
    package init(
        text: String, file: String, record: BallotRecord, root: TrustRoot, now: Moment
    ) throws(GovernanceError) {
        rules = try RuleBook(policies: text, file: file, schema: root.schema)
        count = try Count.adopted(record, subject: .policy, textHash: rules.hash, root: root, now: now)
        try PolicyInForce.checkAgainstFloors(rules, root: root)
    }

    /// - Parameter count: of the ballot that adopted it, as the register's fold made it.
    /// - Throws: `.ballot` when that ballot adopted another text; `.policy` when the text cannot decide.
    init(text: String, file: String, adopted count: Count, root: TrustRoot) throws(GovernanceError) {
        rules = try RuleBook(policies: text, file: file, schema: root.schema)
        guard count.outcome == .adopted, count.record.ballot.subject == .policy,
            count.record.ballot.textHash == rules.hash
        else {
            throw GovernanceError(
                .ballot, "ballot `\(count.record.ballot.id)` did not adopt this text",
                help: "give the text that was adopted")
        }
        self.count = count
        try PolicyInForce.checkAgainstFloors(rules, root: root)
    }

    /// What a text would have to be to be put to the vote: throws what `init` would throw for the text alone.
    package static func check(text: String, file: String, root: TrustRoot) throws(GovernanceError) {
        try checkAgainstFloors(RuleBook(policies: text, file: file, schema: root.schema), root: root)
    }

    private static func checkAgainstFloors(_ rules: RuleBook, root: TrustRoot) throws(GovernanceError) {
        do {
            _ = try root.floors.policies.merging(rules.policies)
        } catch {
            throw RuleBook.error(error)
        }
    }
}

extension Count {
    /// The count of a ballot that was adopted on a subject, or the reason why nothing rests on it.
    static func adopted(
        _ record: BallotRecord, subject: Ballot.SubjectKind, textHash: String, root: TrustRoot, now: Moment
    ) throws(GovernanceError) -> Count {
        let ballot = record.ballot
        guard ballot.subject == subject, ballot.textHash == textHash else {
            throw GovernanceError(
                .ballot, "ballot `\(ballot.id)` was not on this \(subject.rawValue)",
                help: "give the ballot that was held on the text with hash \(textHash.prefix(12))")
        }
        try ballot.checkTerms(root: root)
        let count = Count(record, root: root, now: now)
        guard count.outcome == .adopted else {
            throw GovernanceError(
                .ballot, "ballot `\(ballot.id)` did not adopt: " + count.sentence.en, help: "hold another ballot")
        }
        return count
    }
}

extension Ballot {
    /// The ballot is held as the pinned charter wants, among the pinned seats.
    func checkTerms(root: TrustRoot) throws(GovernanceError) {
        let charter = root.charter
        guard charterHash == charter.hash, rule == charter.rule(for: subject), revote == charter.revote,
            closesAt == opensAt.adding(seconds: charter.openSeconds(call))
        else {
            throw GovernanceError(
                .ballot, "ballot `\(id)` was not held under the charter",
                help: "open it with the charter's rule and duration")
        }
        guard electorateHash == root.electorateHash(on: opensAt.day) else {
            throw GovernanceError(
                .ballot, "ballot `\(id)` names another electorate", help: "open it among the enrolled seats")
        }
    }
}
