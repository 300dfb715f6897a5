// SPDX-License-Identifier: Apache-2.0
//
// What a register says, as a fold over its records: keys, ballots, the policy set in force, suspensions,
// studies, mandates, budgets and publications, then and now. Pure: the same records make the same state,
// so any projection of it can be thrown away. A record that doesn't follow changes nothing but the size.
// The log's own proofs (tiles, checkpoints, witnesses) are left out.

import Studies

package struct RegisterState: Hashable, Sendable {
    /// As pinned, with the keys of now.
    package internal(set) var root: TrustRoot
    /// How many records were read, those that don't follow included.
    package private(set) var size = 0
    /// Chained SHA-256 over every record's bytes, lowercase hex: two parties with one head read the same.
    package private(set) var head = TextHash.of("")
    /// When the newest record that was applied was logged.
    package private(set) var lastLogged: Moment?

    package internal(set) var keys: [KeyPeriod] = []
    package internal(set) var revoked: Set<Party> = []
    /// By aggregator: the encoded HpkeConfig that its enrolled key signed last.
    package internal(set) var hpkeConfigurations: [String: [UInt8]] = [:]
    package internal(set) var proposals: [String: DepositedProposal] = [:]
    package internal(set) var ballots: [String: RegisteredBallot] = [:]
    /// The oldest first; the last is in force.
    package internal(set) var policies: [PolicyPeriod] = []
    package internal(set) var suspensions: [String: RegisteredSuspension] = [:]
    package internal(set) var studies: [String: RegisteredStudy] = [:]
    /// By body hash.
    package internal(set) var mandates: [String: RegisteredMandate] = [:]
    package internal(set) var ledger: Ledger
    /// By year: its hash.
    package internal(set) var reports: [Int64: String] = [:]
    /// Another charter that a ballot adopted. It holds once all pin a trust root with it.
    package internal(set) var adoptedCharter: String?
    /// Hashes of what ballots allowed to enrol, and that wasn't enrolled yet, by ballot.
    var adoptedEnrolments: [String: String] = [:]
    private var isFounded = false

    /// Nothing was read yet.
    /// - Parameter root: the pinned one.
    package init(root: TrustRoot) {
        self.root = root
        ledger = Ledger(charter: root.charter)
    }

    /// Takes the next record, whose bytes are those of the register.
    /// - Returns: why it doesn't follow, in which case nothing else than size and head changed.
    package mutating func apply(bytes: [UInt8], at index: Int) -> [Finding] {
        do throws(Finding) {
            _ = try read(bytes, at: index)
            return []
        } catch {
            return [error]
        }
    }

    package mutating func apply(_ record: RegisterRecord, at index: Int) -> [Finding] {
        do throws(Finding) {
            try apply(record, bytes: record.bytes, at: index)
            return []
        } catch {
            return [error]
        }
    }

    /// - Throws: why it doesn't follow.
    mutating func read(_ bytes: [UInt8], at index: Int) throws(Finding) -> RegisterRecord {
        let record: RegisterRecord
        do {
            record = try RegisterRecord(bytes: bytes)
        } catch {
            advance(by: bytes)
            throw Finding(
                .unreadable, at: index, fr: "il n'a pas la forme exacte d'un enregistrement",
                en: "it is not the exact form of a record (\(error.message))")
        }
        try apply(record, bytes: bytes, at: index)
        return record
    }

    private mutating func apply(_ record: RegisterRecord, bytes: [UInt8], at index: Int) throws(Finding) {
        defer { advance(by: bytes) }
        do throws(Misstep) {
            try follow(record, at: index)
            lastLogged = record.loggedAt
        } catch {
            throw Finding(error.code, at: index, fr: error.fr, en: error.en)
        }
    }

    private mutating func advance(by bytes: [UInt8]) {
        size += 1
        head = TextHash.of(head + TextHash.of(bytes))
    }

    private mutating func follow(_ record: RegisterRecord, at index: Int) throws(Misstep) {
        guard index == size else {
            throw Misstep(
                .outOfOrder, fr: "l'enregistrement \(size) était attendu", en: "record \(size) was expected")
        }
        if let lastLogged, record.loggedAt < lastLogged {
            throw Misstep(
                .clockSetBack, fr: "inscrit à \(record.loggedAt), après un autre de \(lastLogged)",
                en: "logged at \(record.loggedAt), after another of \(lastLogged)")
        }
        if case .founding(let founding) = record.statement { return try found(founding, record) }
        guard isFounded else {
            throw Misstep(
                .founding, fr: "le registre ne commence pas par la fondation de cette régie",
                en: "the register does not begin with this trust's founding")
        }
        try checkSignature(record)
        try take(record, at: index)
    }

    private mutating func found(_ founding: Founding, _ record: RegisterRecord) throws(Misstep) {
        guard !isFounded, size == 0, founding == Founding(of: root, at: founding.at), record.signer == Party.broker.id,
            record.isSigned(by: root.broker.key)
        else {
            throw Misstep(
                .founding, fr: "ce n'est pas la fondation de la régie dont on tient la racine de confiance",
                en: "this is not the founding of the trust whose root is pinned")
        }
        try checkDate(founding.at, record)
        isFounded = true
        keys = root.parties.map { KeyPeriod(party: $0.party, key: $0.key, from: 0, until: nil) }
    }

    private mutating func take(_ record: RegisterRecord, at index: Int) throws(Misstep) {
        switch record.statement {
        case .founding: break
        case .enrolment(let statement): try take(statement, record, at: index)
        case .rotation(let statement): try take(statement, record, at: index)
        case .revocation(let statement): try take(statement, record, at: index)
        case .hpke(let statement):
            try checkDate(statement.at, record)
            hpkeConfigurations[statement.aggregator] = statement.config
        case .proposal(let statement): try take(statement, record)
        case .opening(let statement): try take(statement, record)
        case .vote(let vote):
            try takeOpen(vote, record) { $0.record.add(SignedVote(envelope: record.envelope)) }
        case .proxy(let proxy):
            try takeOpen(proxy, record) { $0.record.add(SignedProxy(envelope: record.envelope)) }
        case .recusal(let recusal):
            try takeOpen(recusal, record) { $0.record.add(SignedRecusal(envelope: record.envelope)) }
        case .reasons(let statement): try take(statement, record)
        case .closing(let statement): try take(statement, record, at: index)
        case .suspension(let statement): try take(statement, record)
        case .submission(let statement): try take(statement, record)
        case .refusal(let statement): try take(statement, record)
        case .withdrawal(let statement): try take(statement, record)
        case .mandate(let statement): try take(statement, record, at: index)
        case .holderRefusal(let statement): try take(statement, record)
        case .publication(let statement): try take(statement, record)
        case .report(let statement): try take(statement, record)
        }
    }

    /// A party's own clock may be a little off; a record may not be dated far from when it was logged.
    func checkDate(_ moment: Moment, _ record: RegisterRecord) throws(Misstep) {
        let difference = moment.secondsSinceEpoch - record.loggedAt.secondsSinceEpoch
        guard difference.magnitude <= MandateCheck.clockSkewSeconds.magnitude else {
            throw Misstep(
                .backDated, fr: "daté de \(moment), inscrit à \(record.loggedAt)",
                en: "dated \(moment), logged at \(record.loggedAt)")
        }
    }
}
