// SPDX-License-Identifier: Apache-2.0
//
// Keys in the register: whose key a record must be signed with, and how keys come and go. A vote is
// checked against the seat's key of when it was logged.

import Studies

/// A key, from one record to another.
package struct KeyPeriod: Hashable, Sendable {
    package let party: Party
    package let key: VerificationKey
    package let from: Int
    /// The record that rotated or revoked it; nil while it is good.
    package internal(set) var until: Int?
}

extension RegisterState {
    /// The key of a party before the record at an index was read.
    package func key(of party: Party, before index: Int) -> VerificationKey? {
        keys.last { $0.party == party && $0.from < max(1, index) && ($0.until.map { index <= $0 } ?? true) }?.key
    }

    /// The HPKE configuration that an aggregator enrolled; what it serves must be this one (G2).
    package func checkServed(_ served: SignedHpkeConfig, by aggregator: EnrolledAggregator) throws(GovernanceError) {
        let config = try served.verified(for: aggregator)
        guard hpkeConfigurations[aggregator.id] == config, !revoked.contains(Party(.aggregator, aggregator.id)) else {
            throw GovernanceError(
                .hpkeNotRegistered, "`\(aggregator.id)` serves another HPKE configuration than the register holds",
                help: "send nothing to this address until its administrator explains")
        }
    }

    func checkSignature(_ record: RegisterRecord) throws(Misstep) {
        let party = signer(of: record)
        guard record.signer == party.id, let key = root.key(of: party), record.isSigned(by: key) else {
            throw Misstep(
                .signature, fr: "il n'est pas signé de la clé de « \(party.id) »",
                en: "it is not signed with the key of “\(party.id)”")
        }
        guard !revoked.contains(party) else {
            throw Misstep(
                .revokedKey, fr: "la clé de « \(party.id) » est révoquée", en: "the key of “\(party.id)” is revoked")
        }
    }

    /// Who alone may say this.
    private func signer(of record: RegisterRecord) -> Party {
        switch record.statement {
        case .founding, .enrolment, .opening, .closing, .submission, .refusal, .withdrawal, .mandate, .publication,
            .report:
            .broker
        case .rotation(let statement): statement.party
        case .revocation(let statement): isOfficer(record.signer) ? Party(.officer, record.signer) : statement.party
        case .hpke(let statement): Party(.aggregator, statement.aggregator)
        case .proposal(let statement):
            statement.proposer == .trustee ? Party(.seat, statement.proposedBy) : .broker
        case .vote(let statement): Party(.seat, statement.seat)
        case .proxy(let statement): Party(.seat, statement.seat)
        case .recusal(let statement): Party(.seat, statement.seat)
        case .reasons: Party(.seat, record.signer)
        case .suspension(let statement):
            isOfficer(statement.signatory)
                ? Party(.officer, statement.signatory) : Party(.seat, statement.signatory)
        case .holderRefusal(let statement): Party(.holder, statement.holder)
        }
    }

    func isOfficer(_ id: String) -> Bool { root.officer?.officer.id == id }

    mutating func take(_ statement: KeyEnrolment, _ record: RegisterRecord, at index: Int) throws(Misstep) {
        try checkDate(statement.at, record)
        let party = statement.enrolled.party
        guard adoptedEnrolments[statement.ballot] == statement.enrolled.hash else {
            throw Misstep(
                .enrolment, fr: "aucun vote n'a admis « \(party.id) » avec cette clé",
                en: "no ballot admitted “\(party.id)” with this key")
        }
        do {
            root = try root.enrolling(statement.enrolled)
        } catch {
            throw Misstep(.enrolment, fr: "« \(party.id) » ne peut pas être admis ainsi", en: error.message)
        }
        adoptedEnrolments[statement.ballot] = nil
        revoked.remove(party)
        begin(statement.enrolled.key, of: party, at: index)
    }

    mutating func take(_ statement: KeyRotation, _ record: RegisterRecord, at index: Int) throws(Misstep) {
        try checkDate(statement.at, record)
        guard statement.isProven, let rotated = try? root.replacingKey(of: statement.party, with: statement.newKey)
        else {
            throw Misstep(
                .enrolment, fr: "la nouvelle clé de « \(statement.party.id) » n'est pas prouvée, ou sert à un autre",
                en: "the new key of “\(statement.party.id)” is not proven, or is another's")
        }
        root = rotated
        begin(statement.newKey, of: statement.party, at: index)
    }

    mutating func take(_ statement: KeyRevocation, _ record: RegisterRecord, at index: Int) throws(Misstep) {
        try checkDate(statement.at, record)
        guard statement.party != .broker || !isOfficer(record.signer), root.key(of: statement.party) != nil else {
            throw Misstep(
                .enrolment, fr: "la clé de la régie ne se révoque que par elle-même",
                en: "the broker's key is revoked by itself only")
        }
        revoked.insert(statement.party)
        end(statement.party, at: index)
    }

    private mutating func begin(_ key: VerificationKey, of party: Party, at index: Int) {
        end(party, at: index)
        keys.append(KeyPeriod(party: party, key: key, from: index, until: nil))
    }

    private mutating func end(_ party: Party, at index: Int) {
        for place in keys.indices where keys[place].party == party && keys[place].until == nil {
            keys[place].until = index
        }
    }
}

extension GovernanceError.Code {
    package static let hpkeNotRegistered = Self("hpke-not-registered")
}
