// SPDX-License-Identifier: Apache-2.0
//
// Emergency suspensions in the register. A suspended rule permits nothing while the suspension holds; a
// forbid keeps forbidding whatever is suspended, so that no suspension can permit more (G11). That the
// prover shows it is asked of whoever signs (SuspensionProof.swift) and again by the verifier.

import Studies

package struct RegisteredSuspension: Hashable, Sendable {
    /// As its first signatory wrote it.
    package let suspension: Suspension
    let hash: String
    package internal(set) var signatories: [String]
    /// Since when it holds; nil while too few signed.
    package internal(set) var from: Moment?
    /// When a ballot lifted it.
    package internal(set) var lifted: Moment?

    package var isInForce: Bool { from != nil && lifted == nil }
}

extension RegisterState {
    /// Rules that permit nothing now.
    package var suspendedRules: Set<String> {
        Set(suspensions.values.filter(\.isInForce).flatMap(\.suspension.rules))
    }

    mutating func take(_ statement: Suspension, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        let known = suspensions[statement.id]
        guard statement.policyHash == policy?.hash, known.map({ $0.hash == statement.hash }) ?? true,
            known?.signatories.contains(statement.signatory) != true, known?.lifted == nil
        else {
            throw Misstep(
                .suspension,
                fr: "« \(statement.id) » ne porte pas sur la politique en vigueur, ou porte sur autre chose",
                en: "“\(statement.id)” is not about the policy in force, or is about something else")
        }
        var suspension =
            known
            ?? RegisteredSuspension(
                suspension: statement, hash: statement.hash, signatories: [], from: nil, lifted: nil)
        suspension.signatories.append(statement.signatory)
        if suspension.from == nil, isEnough(suspension.signatories, on: record.loggedAt.day) {
            suspension.from = record.loggedAt
        }
        suspensions[statement.id] = suspension
    }

    /// The officer alone, or enough seats of one college.
    private func isEnough(_ signatories: [String], on day: Day) -> Bool {
        if signatories.contains(where: isOfficer) { return true }
        let seats = root.electorate(on: day).filter { signatories.contains($0.seat.id) }
        return root.charter.colleges.contains { college in
            seats.count { $0.seat.college == college.id } >= root.charter.suspendingSeats
        }
    }
}
