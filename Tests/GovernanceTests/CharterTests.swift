// SPDX-License-Identifier: Apache-2.0
//
// The charter and the roster: what stands in the repository is read, and each degenerate value is refused
// by its own sentence, with its place.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct CharterTests {
    @Test func `the demonstration's charter is read`() throws {
        let charter = try Charter(yaml: TestTrust.file("trustees/charter.yaml"), file: "charter.yaml")
        #expect(charter.colleges.map(\.id) == ["public", "private", "civil-society"])
        #expect(charter.colleges.allSatisfy { $0.seats == 3 && $0.quorum == 2 })
        #expect(charter.threshold == 11)
        #expect(charter.betaMicro == 1000)
        #expect(charter.beta == 0.001)
        #expect(charter.maximumEpsilonMicro == 8_000_000)
        #expect(charter.budgetRhoMicro == 6_000_000)
        #expect(charter.revote == .last)
        #expect(charter.deliberationSeconds == 1 && charter.openSeconds == 2)
        #expect(charter.secondCall.withinSeconds == 3600 && charter.secondCall.openSeconds == 2)
        #expect(charter.secondCall.quorum == 0)
        #expect(charter.mayPropose.contains(.association) && charter.mayRequest.contains(.citizensGroup))
        #expect(charter.charterRule == .majorityInEachCollege && charter.suspendingSeats == 2)
    }

    static let degenerate: [(String, String, String)] = [
        ("threshold: 11", "threshold: 10", "`threshold` cannot be `10`"),
        ("threshold: 11", "threshold: 0", "`threshold` cannot be `0`"),
        ("threshold: 11", "threshold: 011", "`threshold` cannot be `011`"),
        ("beta: 0.001", "beta: 0", "`beta` cannot be `0`"),
        ("beta: 0.001", "beta: 0.06", "`beta` cannot be `0.06`"),
        ("beta: 0.001", "beta: 0.0000001", "`beta` cannot be `0.0000001`"),
        ("beta: 0.001", "beta: -1", "`beta` cannot be `-1`"),
        ("beta: 0.001", "beta: 1e-3", "`beta` cannot be `1e-3`"),
        ("quorum: 2", "quorum: 0", "`quorum` cannot be `0`"),
        ("quorum: 2", "quorum: 4", "`quorum` cannot be `4`"),
        ("seats: 3", "seats: 0", "`seats` cannot be `0`"),
        ("maximum_epsilon: 8", "maximum_epsilon: 0", "`maximum_epsilon` cannot be `0`"),
        ("maximum_epsilon: 8", "maximum_epsilon: 11", "`maximum_epsilon` cannot be `11`"),
        ("budget_rho: 6", "budget_rho: 0", "`budget_rho` cannot be `0`"),
        ("open_seconds: 2", "open_seconds: 0", "`open_seconds` cannot be `0`"),
        ("valid_seconds: 86400", "valid_seconds: 0", "`valid_seconds` cannot be `0`"),
        ("revote: last", "revote: always", "`revote` cannot be `always`"),
        ("deliberation_seconds: 1", "deliberation_seconds: 0", "`deliberation_seconds` cannot be `0`"),
        ("open_seconds: 2, quorum: 0", "open_seconds: 0, quorum: 0", "`open_seconds` cannot be `0`"),
        ("within_seconds: 3600", "within_seconds: 0", "`within_seconds` cannot be `0`"),
        ("quorum: 0 }", "quorum: 4 }", "`quorum` cannot be `4`"),
        ("term_years: 6", "term_years: 0", "`term_years` cannot be `0`"),
        ("replacement: rest", "replacement: best", "`replacement` cannot be `best-of-term`"),
        (
            "charter_rule: majority-in-each-college", "charter_rule: overall-majority-without-college-veto",
            "the charter"
        ),
        ("[trustee, ", "[king, ", "`may_propose` cannot hold `king`"),
        ("[trustee, ", "[trustee, trustee, ", "`may_propose` cannot hold `trustee`"),
        ("may_request: [", "may_request: []\n  x: [", "unknown key `x`"),
        ("college_seats: 2", "college_seats: 0", "`college_seats` cannot be `0`"),
        ("college_seats: 2", "college_seats: 4", "`college_seats` cannot be `4`"),
        ("checkpoint_seconds: 3600", "checkpoint_seconds: 0", "`checkpoint_seconds` cannot be `0`"),
        ("rule: overall", "rule: no-overall", "`rule` cannot be"),
        ("id: private\n", "id: public\n", "two colleges are called `public`"),
        ("id: private\n", "id: Privé\n", "`Privé` is not an identifier"),
        ("id: pertuis-neufs", "name: x", "the key `name` is written twice"),
        ("id: pertuis-neufs", "", "the key `id` is missing"),
        ("id: pertuis-neufs", "title: x", "unknown key `title`"),
        ("colleges:", "colleges: [", "this is not YAML"),
        ("votes:", "votes: 3\nx:", "unknown key `x`"),
    ]

    @Test(arguments: degenerate)
    func `G10 a degenerate charter is refused with its place`(_ old: String, _ new: String, _ message: String) throws {
        let text = try TestTrust.file("trustees/charter.yaml")
        let error = try #require(
            refusal {
                _ = try Charter(yaml: text.replacingFirst(old, with: new), file: "charter.yaml")
            })
        #expect(error.code == .charter)
        #expect(error.message.hasPrefix(message), "\(error)")
        #expect(error.place?.hasPrefix("charter.yaml:") == true)
    }

    @Test func `the place of an error is its line and column`() throws {
        let text = try TestTrust.file("trustees/charter.yaml")
        let error = try #require(
            refusal {
                _ = try Charter(yaml: text.replacingFirst("threshold: 11", with: "threshold: 10"), file: "charter.yaml")
            })
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(of: "  threshold: 11"))
        #expect(error.place == "charter.yaml:\(line + 1):14")
    }

    @Test func `two colleges are not enough, and a missing one is said`() throws {
        let text = """
            id: x
            name: { fr: x, en: x }
            colleges:
              - { id: a, name: { fr: a, en: a }, seats: 1, quorum: 1 }
              - { id: b, name: { fr: b, en: b }, seats: 1, quorum: 1 }
            """
        let error = try #require(refusal { _ = try Charter(yaml: text, file: "c") })
        #expect(error.message == "the charter has 2 colleges")
        #expect(refusal { _ = try Charter(yaml: "", file: "c") }?.message == "the file is empty")
        #expect(refusal { _ = try Charter(yaml: "[]", file: "c") }?.message == "a mapping is expected here")
    }
}

@Suite struct RosterTests {
    private func roster(_ old: String, _ new: String) throws -> GovernanceError? {
        let charter = try Charter(yaml: TestTrust.file("trustees/charter.yaml"), file: "charter.yaml")
        let text = try TestTrust.file("trustees/roster.yaml")
        return refusal {
            _ = try Roster(yaml: text.replacingFirst(old, with: new), file: "roster.yaml", charter: charter)
        }
    }

    @Test func `the demonstration's roster fills every seat of the charter`() throws {
        let charter = try Charter(yaml: TestTrust.file("trustees/charter.yaml"), file: "charter.yaml")
        let roster = try Roster(yaml: TestTrust.file("trustees/roster.yaml"), file: "roster.yaml", charter: charter)
        #expect(roster.seats.count == 9)
        #expect(Set(roster.seats.map(\.id)).count == 9)
        #expect(roster.officer.id == "data-protection-officer")
        #expect(roster.seats.allSatisfy { !$0.appointedBy.isEmpty })
    }

    @Test(arguments: [
        ("id: public-2", "id: public-1", "two seats are called `public-1`"),
        ("college: private", "college: privy", "no college is called `privy`"),
        ("college: private", "college: public", "college `public` has 4 seats here and 3 in the charter"),
        ("start: 2026-01-01", "start: 2032-01-01", "the term of `public-1` ends before it starts"),
        ("start: 2026-01-01", "start: 2026-02-30", "`2026-02-30` is not a day"),
        ("seats:", "chairs:", "unknown key `chairs`"),
        ("end: 2032-01-01", "end: 2032-01-02", "the term of `public-1` is longer than the charter's 6 years"),
        ("id: data-protection-officer", "id: public-1", "a seat is called `public-1` too"),
        ("data_protection_officer:", "officer:", "unknown key `officer`"),
    ])
    func `G10 a degenerate roster is refused`(_ old: String, _ new: String, _ message: String) throws {
        let error = try #require(try roster(old, new))
        #expect(error.code == .roster)
        #expect(error.message == message)
    }
}

extension String {
    /// With the first occurrence of a text replaced; unchanged when there is none, which the test will notice.
    func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = range(of: old) else {
            Issue.record("`\(old)` does not occur")
            return self
        }
        return replacingCharacters(in: range, with: new)
    }
}
