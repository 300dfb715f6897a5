// SPDX-License-Identifier: Apache-2.0
//
// A trust root as the register leaves it: with a key in another's place, or with a party that a ballot
// enrolled. Whatever comes out is checked as a whole, like a root that is pinned.

import Studies

/// Whom a key belongs to.
package struct Party: Hashable, Sendable {
    package enum Role: String, Hashable, Sendable, CaseIterable {
        case seat, officer, broker, aggregator, holder, witness
    }

    package let role: Role
    package let id: String

    package init(_ role: Role, _ id: String) {
        self.role = role
        self.id = id
    }

    /// The broker has no name of its own.
    package static let broker = Party(.broker, "broker")
}

extension TrustRoot {
    /// Everyone with a key, seats first.
    package var parties: [(party: Party, key: VerificationKey)] {
        var parties = seats.map { (party: Party(.seat, $0.seat.id), key: $0.key) }
        if let officer { parties.append((Party(.officer, officer.officer.id), officer.key)) }
        parties.append((.broker, broker.key))
        parties += aggregators.map { (party: Party(.aggregator, $0.id), key: $0.key) }
        parties += holders.map { (party: Party(.holder, $0.id), key: $0.key) }
        parties += witnesses.map { (party: Party(.witness, $0.id), key: $0.key) }
        return parties
    }

    package func key(of party: Party) -> VerificationKey? {
        switch party.role {
        case .seat: seat(party.id)?.key
        case .officer: officer?.officer.id == party.id ? officer?.key : nil
        case .broker: party == .broker ? broker.key : nil
        case .aggregator: aggregator(party.id)?.key
        case .holder: holder(party.id)?.key
        case .witness: witnesses.first { $0.id == party.id }?.key
        }
    }

    /// - Throws: `.trustRoot` when another party has this key.
    func replacingKey(of party: Party, with key: VerificationKey) throws(GovernanceError) -> TrustRoot {
        var root = self
        root.seats = seats.map {
            party == Party(.seat, $0.seat.id) ? EnrolledSeat(seat: $0.seat, key: key) : $0
        }
        root.aggregators = aggregators.map { party == Party(.aggregator, $0.id) ? $0.replacing(key) : $0 }
        root.holders = holders.map {
            party == Party(.holder, $0.id) ? EnrolledHolder(id: $0.id, title: $0.title, key: key) : $0
        }
        root.witnesses = witnesses.map {
            party == Party(.witness, $0.id) ? EnrolledWitness(id: $0.id, college: $0.college, key: key) : $0
        }
        if party == .broker { root.broker = EnrolledBroker(url: broker.url, key: key) }
        if let officer, party == Party(.officer, officer.officer.id) {
            root.officer = EnrolledOfficer(officer: officer.officer, key: key)
        }
        try root.check()
        return root
    }

    /// The root with what a ballot enrolled: a seat in the place of the one with its identifier, or one more
    /// aggregator, holder or witness.
    /// - Throws: `.trustRoot` when it can't stand beside the others.
    func enrolling(_ party: EnrolledParty) throws(GovernanceError) -> TrustRoot {
        var root = self
        switch party {
        case .seat(let seat):
            guard let index = seats.firstIndex(where: { $0.seat.id == seat.seat.id }) else {
                throw GovernanceError(
                    .trustRoot, "there is no seat `\(seat.seat.id)`", at: "seats",
                    help: "the charter gives each college its seats: enrol who takes one over")
            }
            try root.checkReplacement(of: seats[index].seat, by: seat.seat)
            root.seats[index] = seat
        case .aggregator(let aggregator): root.aggregators.append(aggregator)
        case .holder(let holder): root.holders.append(holder)
        case .witness(let witness): root.witnesses.append(witness)
        }
        try root.check()
        return root
    }

    private func checkReplacement(of old: Seat, by new: Seat) throws(GovernanceError) {
        let isOfOffice = new.college == old.college && new.appointedBy == old.appointedBy
        let follows =
            new.term.start >= old.term.end || charter.replacement == .fullTerm || new.term.end == old.term.end
        guard isOfOffice, follows, new.term.isAtMost(years: charter.termYears) else {
            throw GovernanceError(
                .trustRoot, "whoever takes the seat `\(new.id)` over has another college, body or term", at: "seats",
                help: "keep college and appointing body, and end the term as the charter says")
        }
    }
}

extension EnrolledAggregator {
    fileprivate func replacing(_ key: VerificationKey) -> EnrolledAggregator {
        EnrolledAggregator(
            id: id, name: name, role: role, college: college, administrator: administrator, url: url, key: key)
    }
}

extension TrustRoot: Hashable {
    package static func == (left: TrustRoot, right: TrustRoot) -> Bool { left.json == right.json }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Lowercase hex SHA-256 of the canonical document: what the register's first record names.
    package var hash: String { TextHash.of(bytes) }
}
