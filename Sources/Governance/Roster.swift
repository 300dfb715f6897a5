// SPDX-License-Identifier: Apache-2.0
//
// The seats of the colleges: who appoints to each, and for which term (`trustees/roster.yaml`), and the
// data-protection officer. A seat is an office, not a person: no name stands here. Its key is enrolled
// apart (Enrolment, TrustRoot).

import Studies

/// A seat of a college.
package struct Seat: Hashable, Sendable {
    package let id: String
    package let college: String
    /// The body that appoints to it.
    package let appointedBy: String
    /// The days on which it may vote; the end is the first day after.
    package let term: Period

    package init(id: String, college: String, appointedBy: String, term: Period) {
        self.id = id
        self.college = college
        self.appointedBy = appointedBy
        self.term = term
    }
}

/// The data-protection officer: may suspend a rule, has no vote.
package struct Officer: Hashable, Sendable {
    package let id: String
    package let appointedBy: String

    package init(id: String, appointedBy: String) {
        self.id = id
        self.appointedBy = appointedBy
    }
}

package struct Roster: Hashable, Sendable {
    /// In the order of the file; no two with one identifier.
    package let seats: [Seat]
    package let officer: Officer
}

extension Roster {
    /// - Parameters:
    ///   - yaml: the text of `trustees/roster.yaml`.
    ///   - file: its name in errors.
    ///   - charter: says which colleges there are and how many seats each has.
    /// - Throws: `.roster` with line and column.
    package init(yaml: String, file: String, charter: Charter) throws(GovernanceError) {
        let root = try YAMLMapping(
            text: yaml, source: .init(file: file, code: .roster), keys: ["seats", "data_protection_officer"])
        var seats: [Seat] = []
        for entry in try root.mappings("seats", keys: ["id", "college", "appointed_by", "term"]) {
            seats.append(try Roster.seat(entry, after: seats, charter: charter))
        }
        for college in charter.colleges {
            let count = seats.count { $0.college == college.id }
            guard count == college.seats else {
                throw root.error(
                    "seats", "college `\(college.id)` has \(count) seats here and \(college.seats) in the charter",
                    help: "list exactly the seats that the charter gives it")
            }
        }
        self.init(seats: seats, officer: try Roster.officer(in: root, seats: seats))
    }

    private static func officer(in root: YAMLMapping, seats: [Seat]) throws(GovernanceError) -> Officer {
        let entry = try root.mapping("data_protection_officer", keys: ["id", "appointed_by"])
        let officer = Officer(id: try entry.identifier("id"), appointedBy: try entry.text("appointed_by"))
        guard !seats.contains(where: { $0.id == officer.id }) else {
            throw entry.error("id", "a seat is called `\(officer.id)` too", help: "who suspends alone has no vote")
        }
        return officer
    }

    private static func seat(_ entry: YAMLMapping, after seats: [Seat], charter: Charter) throws(GovernanceError)
        -> Seat
    {
        let id = try entry.identifier("id")
        guard !seats.contains(where: { $0.id == id }) else {
            throw entry.error("id", "two seats are called `\(id)`", help: "give each its own identifier")
        }
        let college = try entry.identifier("college")
        guard charter.college(college) != nil else {
            throw entry.error(
                "college", "no college is called `\(college)`",
                help: "use one of " + charter.colleges.map { "`\($0.id)`" }.joined(separator: ", "))
        }
        let days = try entry.mapping("term", keys: ["start", "end"])
        guard let term = Period(start: try days.day("start"), end: try days.day("end")) else {
            throw days.error("end", "the term of `\(id)` ends before it starts", help: "give an end after the start")
        }
        guard term.isAtMost(years: charter.termYears) else {
            throw days.error(
                "end", "the term of `\(id)` is longer than the charter's \(charter.termYears) years",
                help: "give an earlier end")
        }
        return Seat(id: id, college: college, appointedBy: try entry.text("appointed_by"), term: term)
    }
}

extension Period {
    /// Whether it ends on the same day so many years later, or before.
    func isAtMost(years: Int) -> Bool {
        let (year, month, day) = start.components
        return end <= Day(year: year + years, month: month, day: day)
    }
}
