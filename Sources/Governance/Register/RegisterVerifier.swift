// SPDX-License-Identifier: Apache-2.0
//
// Redoes the whole of a register offline (G6): signatures and counts by the fold, then what needs the
// documents beside it: floors proved of each policy set put in force, suspensions, mandates planned and
// decided again, lists of published files. Reads record after record and keeps the fold only. Timestamp
// tokens (RFC 3161) and the log's own proofs are left out.

import Studies

package struct RegisterVerifier: Sendable {
    /// Finds a document by its lowercase hex SHA-256; what it gives is hashed again.
    package typealias Documents = @Sendable (String) -> [UInt8]?

    package private(set) var state: RegisterState
    package private(set) var findings: [Finding] = []
    /// By policy hash, the days on which the set changes by itself as rules expire.
    package private(set) var expiries: [String: [Day]] = [:]
    private let catalogue: Catalogue?
    private let receipts: [Int: String]
    private let documents: Documents
    private let proofs: PolicyProofs
    private var policyText: (hash: String, text: String)?

    /// - Parameters:
    ///   - root: the pinned trust root.
    ///   - catalogue: descriptions of datasets, to plan studies again; without one, that is said and not done.
    ///   - receipts: hashes of records that somebody was shown, by index.
    ///   - proofs: the prover to use; of this root.
    package init(
        root: TrustRoot, catalogue: Catalogue?, receipts: [Int: String] = [:], proofs: PolicyProofs? = nil,
        documents: @escaping Documents
    ) throws(GovernanceError) {
        state = RegisterState(root: root)
        self.catalogue = catalogue
        self.receipts = receipts
        self.documents = documents
        if let proofs {
            self.proofs = proofs
        } else {
            self.proofs = try PolicyProofs(root: root)
        }
    }

    /// Takes the next record's bytes.
    package mutating func take(_ bytes: [UInt8]) {
        let index = state.size
        if let receipt = receipts[index], receipt != TextHash.of(bytes) {
            report(
                .recordChanged, at: index, fr: "quelqu'un en a reçu un autre à cette place",
                en: "somebody was shown another one in this place")
        }
        do throws(Finding) {
            examine(try state.read(bytes, at: index), at: index)
        } catch {
            findings.append(error)
        }
    }

    private mutating func examine(_ record: RegisterRecord, at index: Int) {
        switch record.statement {
        case .proposal(let proposal): _ = document(proposal.evidenceHash, at: index)
        case .closing(let closing): examine(closing, at: index)
        case .suspension(let suspension): examine(suspension, at: index)
        case .submission(let submission):
            _ = document(submission.textHash, at: index)
            _ = document(submission.preliminaryHash, at: index)
        case .mandate(let entry): examine(entry, at: index)
        case .publication(let publication): examine(publication, at: index)
        case .report(let report): _ = document(report.hash, at: index)
        default: break
        }
    }

    mutating func report(_ code: Finding.Code, at index: Int?, isFault: Bool = true, fr: String, en: String) {
        findings.append(Finding(code, at: index, isFault: isFault, fr: fr, en: en))
    }

    private mutating func document(_ hash: String, at index: Int) -> [UInt8]? {
        guard let bytes = documents(hash) else {
            report(
                .documentMissing, at: index, fr: "le document \(hash.prefix(12)) manque",
                en: "document \(hash.prefix(12)) is missing")
            return nil
        }
        guard TextHash.of(bytes) == hash else {
            report(
                .documentAltered, at: index, fr: "le document \(hash.prefix(12)) a été changé",
                en: "document \(hash.prefix(12)) was changed")
            return nil
        }
        return bytes
    }

    // MARK: Policies

    private mutating func examine(_ closing: BallotClosing, at index: Int) {
        if closing.timestamp != nil {
            report(
                .timestampUnchecked, at: index, isFault: false, fr: "son horodatage n'est pas vérifié ici",
                en: "its timestamp is not checked here")
        }
        guard let ballot = state.ballots[closing.ballot], ballot.closing?.count.outcome == .adopted,
            [.policy, .charter].contains(ballot.ballot.subject)
        else { return }
        let hash = ballot.ballot.textHash
        guard let bytes = document(hash, at: index), ballot.ballot.subject == .policy else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        policyText = (hash, text)
        do {
            expiries[hash] = try proofs.checkFloors(text)
        } catch {
            report(
                .policyNotProven, at: index, fr: "la politique adoptée n'est pas prouvée conforme aux garde-fous",
                en: "the adopted policy is not proven to keep the floors: \(error.message)")
        }
    }

    private mutating func examine(_ suspension: Suspension, at index: Int) {
        guard let text = currentPolicy(at: index) else { return }
        do {
            try proofs.checkSuspension(of: suspension.rules, in: text)
        } catch {
            report(
                .suspensionNotProven, at: index, fr: "il n'est pas prouvé que la suspension ne permet rien de plus",
                en: "the suspension is not proven to permit nothing more: \(error.message)")
        }
    }

    /// Nil when its document is missing, which was said when it was adopted.
    private func currentPolicy(at index: Int) -> String? {
        policyText.flatMap { $0.hash == state.policy?.hash ? $0.text : nil }
    }

    // MARK: Mandates

    private mutating func examine(_ entry: MandateEntry, at index: Int) {
        guard let bytes = document(entry.mandate, at: index) else { return }
        do throws(GovernanceError) {
            let json = try CanonicalDocument.parse(bytes, name: "mandate body")
            let body = try MandateBody(json: json)
            guard let catalogue, catalogue.datasets.contains(where: { $0.id == entry.account.dataset }) else {
                report(
                    .notReplanned, at: index, isFault: false,
                    fr: "le jeu « \(entry.account.dataset) » est inconnu ici : son plan n'est pas refait",
                    en: "dataset “\(entry.account.dataset)” is unknown here: its plan is not made again")
                return
            }
            guard let text = currentPolicy(at: index) else { return }
            _ = try MandateCheck.registered(
                body: json, policyText: text, document: bytes, register: state, catalogue: catalogue, now: body.made,
                ledger: Ledger(charter: state.root.charter), edge: .reader)
        } catch {
            report(
                .mandateDocument, at: index, fr: "le permis ne découle pas de la politique, du plan ou du registre",
                en: "the mandate does not follow from policy, plan or register: \(error.message)")
        }
    }

    private mutating func examine(_ publication: PublicationEntry, at index: Int) {
        guard let bytes = document(publication.filesHash, at: index) else { return }
        guard (try? PublishedFiles(bytes: bytes))?.mandate == publication.mandate else {
            report(
                .publicationFiles, at: index, fr: "la liste des fichiers n'est pas celle de ce permis",
                en: "the list of files is not this mandate's")
            return
        }
    }

    // MARK: The end

    /// What can only be said once every record was read.
    package func finish(now: Moment) -> RegisterReport {
        var verifier = self
        for (index, _) in receipts.sorted(by: { $0.key < $1.key }) where index >= state.size {
            verifier.report(
                .recordMissing, at: index, fr: "quelqu'un en a un reçu, et il n'est pas dans le registre",
                en: "somebody holds a receipt of it, and it is not in the register")
        }
        for (id, ballot) in state.ballots.sorted(by: { $0.key < $1.key }) {
            verifier.lookBack(at: id, ballot, now: now)
        }
        return RegisterReport(state: state, findings: verifier.findings, expiries: expiries, now: now)
    }

    private mutating func lookBack(at id: String, _ ballot: RegisteredBallot, now: Moment) {
        guard let closing = ballot.closing else {
            if ballot.ballot.closesAt < now {
                report(
                    .ballotNotClosed, at: nil, isFault: false,
                    fr: "Le scrutin « \(id) » a pris fin à \(ballot.ballot.closesAt) et n'est pas dépouillé",
                    en: "Ballot “\(id)” ended at \(ballot.ballot.closesAt) and was not counted")
            }
            return
        }
        for college in closing.count.opposed where ballot.reasons[college.id] == nil {
            report(
                .reasonsMissing, at: nil, isFault: false,
                fr: "\(college.name.fr) s'est opposé au scrutin « \(id) » sans publier ses raisons",
                en: "\(college.name.en) voted against in ballot “\(id)” and published no reasons")
        }
    }
}
