// SPDX-License-Identifier: Apache-2.0
//
// Records about studies: submitted, refused, withdrawn; the mandate, which is the reservation of its
// budget; a holder's refusal; the publication; the yearly report.

import Studies

/// A study that somebody asks for. Signed by the broker.
package struct StudySubmission: Hashable, Sendable {
    package let study: String
    package let requester: String
    package let requesterKind: Study.RequesterKind
    package let dataset: String
    package let purpose: String
    /// Of the study as it was written.
    package let textHash: String
    package let planHash: String
    /// Of the preliminary impact assessment.
    package let preliminaryHash: String
    package let at: Moment

    package init(
        study: String, requester: String, requesterKind: Study.RequesterKind, dataset: String, purpose: String,
        textHash: String, planHash: String, preliminaryHash: String, at: Moment
    ) {
        self.study = study
        self.requester = requester
        self.requesterKind = requesterKind
        self.dataset = dataset
        self.purpose = purpose
        self.textHash = textHash
        self.planHash = planHash
        self.preliminaryHash = preliminaryHash
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "dataset": .string(dataset),
            "planHash": .string(planHash),
            "preliminaryHash": .string(preliminaryHash),
            "purpose": .string(purpose),
            "requester": .string(requester),
            "requesterKind": .string(requesterKind.rawValue),
            "study": .string(study),
            "textHash": .string(textHash),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: [
                "at", "dataset", "planHash", "preliminaryHash", "purpose", "requester", "requesterKind", "study",
                "textHash",
            ])
        study = try fields.identifier("study")
        requester = try fields.text("requester")
        requesterKind = try fields.choice("requesterKind", of: Study.RequesterKind.self)
        dataset = try fields.identifier("dataset")
        purpose = try fields.text("purpose")
        textHash = try fields.hash("textHash")
        planHash = try fields.hash("planHash")
        preliminaryHash = try fields.hash("preliminaryHash")
        at = try fields.moment("at")
    }
}

/// A study that the policies in force refuse. Signed by the broker.
package struct StudyRefusal: Hashable, Sendable {
    package let study: String
    package let planHash: String
    package let policyHash: String
    /// The rules that decided, each with its sentence.
    package let clauses: [String]
    package let at: Moment

    package init(study: String, planHash: String, policyHash: String, clauses: [String], at: Moment) {
        self.study = study
        self.planHash = planHash
        self.policyHash = policyHash
        self.clauses = clauses
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "clauses": .strings(clauses),
            "planHash": .string(planHash),
            "policyHash": .string(policyHash),
            "study": .string(study),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: ["at", "clauses", "planHash", "policyHash", "study"])
        study = try fields.identifier("study")
        planHash = try fields.hash("planHash")
        policyHash = try fields.hash("policyHash")
        clauses = try fields.texts("clauses")
        at = try fields.moment("at")
    }
}

/// A study that its requester takes back. Signed by the broker.
package struct StudyWithdrawal: Hashable, Sendable {
    package let study: String
    package let reason: Localized
    package let at: Moment

    package init(study: String, reason: Localized, at: Moment) {
        self.study = study
        self.reason = reason
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "reason": .localized(reason),
            "study": .string(study),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "reason", "study"])
        study = try fields.identifier("study")
        reason = try fields.localized("reason")
        at = try fields.moment("at")
    }
}

/// A closed ballot, by its identifier and the index of the record that closed it.
package struct BallotReference: Hashable, Sendable {
    package let ballot: String
    package let record: Int64

    package init(ballot: String, record: Int64) {
        self.ballot = ballot
        self.record = record
    }

    package var json: JSONValue {
        .object([
            "ballot": .string(ballot),
            "record": .int(record),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["ballot", "record"])
        ballot = try fields.identifier("ballot")
        record = try fields.integer("record", in: 0...JSONValue.integers.upperBound)
    }
}

/// A mandate, and the reservation of what it spends. Signed by the broker.
package struct MandateEntry: Hashable, Sendable {
    /// The hash of its body.
    package let mandate: String
    package let study: String
    package let planHash: String
    package let preliminaryHash: String
    package let policyHash: String
    /// Which adopted the policy set.
    package let policyBallot: BallotReference
    /// Which adopted this very study, if it needed that.
    package let studyBallot: BallotReference?
    /// The rules that permit it.
    package let rules: [String]
    /// Whose budget.
    package let account: LedgerAccount
    package let rhoMicro: Int64
    /// What was spent of it before.
    package let spentRhoMicro: Int64
    package let leader: String
    package let helper: String
    package let holders: [String]
    package let made: Moment
    package let notAfter: Moment

    package init(
        mandate: String, study: String, planHash: String, preliminaryHash: String, policyHash: String,
        policyBallot: BallotReference, studyBallot: BallotReference?, rules: [String], account: LedgerAccount,
        rhoMicro: Int64, spentRhoMicro: Int64, leader: String, helper: String, holders: [String], made: Moment,
        notAfter: Moment
    ) {
        self.mandate = mandate
        self.study = study
        self.planHash = planHash
        self.preliminaryHash = preliminaryHash
        self.policyHash = policyHash
        self.policyBallot = policyBallot
        self.studyBallot = studyBallot
        self.rules = rules
        self.account = account
        self.rhoMicro = rhoMicro
        self.spentRhoMicro = spentRhoMicro
        self.leader = leader
        self.helper = helper
        self.holders = holders
        self.made = made
        self.notAfter = notAfter
    }

    package var json: JSONValue {
        .object([
            "account": account.json,
            "helper": .string(helper),
            "holders": .strings(holders),
            "leader": .string(leader),
            "made": .moment(made),
            "mandate": .string(mandate),
            "notAfter": .moment(notAfter),
            "planHash": .string(planHash),
            "policyBallot": policyBallot.json,
            "policyHash": .string(policyHash),
            "preliminaryHash": .string(preliminaryHash),
            "rhoMicro": .int(rhoMicro),
            "rules": .strings(rules),
            "spentRhoMicro": .int(spentRhoMicro),
            "study": .string(study),
            "studyBallot": studyBallot?.json ?? .null,
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: [
                "account", "helper", "holders", "leader", "made", "mandate", "notAfter", "planHash", "policyBallot",
                "policyHash", "preliminaryHash", "rhoMicro", "rules", "spentRhoMicro", "study", "studyBallot",
            ])
        mandate = try fields.hash("mandate")
        study = try fields.identifier("study")
        planHash = try fields.hash("planHash")
        preliminaryHash = try fields.hash("preliminaryHash")
        policyHash = try fields.hash("policyHash")
        policyBallot = try BallotReference(json: fields.value("policyBallot"))
        studyBallot = try fields.optional("studyBallot") { name throws(GovernanceError) in
            try BallotReference(json: fields.value(name))
        }
        rules = try fields.texts("rules")
        account = try LedgerAccount(fields.object("account", members: LedgerAccount.members))
        rhoMicro = try fields.integer("rhoMicro", in: 1...JSONValue.integers.upperBound)
        spentRhoMicro = try fields.integer("spentRhoMicro", in: 0...JSONValue.integers.upperBound)
        leader = try fields.identifier("leader")
        helper = try fields.identifier("helper")
        holders = try fields.identifiers("holders")
        made = try fields.moment("made")
        notAfter = try fields.moment("notAfter")
    }
}

/// A holder that doesn't answer. Signed by the holder.
package struct HolderRefusal: Hashable, Sendable {
    package let mandate: String
    package let holder: String
    package let reason: Localized
    package let at: Moment

    package init(mandate: String, holder: String, reason: Localized, at: Moment) {
        self.mandate = mandate
        self.holder = holder
        self.reason = reason
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "holder": .string(holder),
            "mandate": .string(mandate),
            "reason": .localized(reason),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "holder", "mandate", "reason"])
        mandate = try fields.hash("mandate")
        holder = try fields.identifier("holder")
        reason = try fields.localized("reason")
        at = try fields.moment("at")
    }
}

/// What was published. Signed by the broker.
package struct PublicationEntry: Hashable, Sendable {
    package let mandate: String
    /// Of the list of published files with their hashes.
    package let filesHash: String
    /// What it spent.
    package let rhoMicro: Int64
    /// The smallest noised count of units among the released cells; null when none was.
    package let lowestUnits: Int64?
    package let at: Moment

    package init(mandate: String, filesHash: String, rhoMicro: Int64, lowestUnits: Int64?, at: Moment) {
        self.mandate = mandate
        self.filesHash = filesHash
        self.rhoMicro = rhoMicro
        self.lowestUnits = lowestUnits
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "filesHash": .string(filesHash),
            "lowestUnits": lowestUnits.map { .int($0) } ?? .null,
            "mandate": .string(mandate),
            "rhoMicro": .int(rhoMicro),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: ["at", "filesHash", "lowestUnits", "mandate", "rhoMicro"])
        mandate = try fields.hash("mandate")
        filesHash = try fields.hash("filesHash")
        rhoMicro = try fields.integer("rhoMicro", in: 1...JSONValue.integers.upperBound)
        lowestUnits = try fields.optional("lowestUnits") { name throws(GovernanceError) in
            try fields.integer(name, in: 0...JSONValue.integers.upperBound)
        }
        at = try fields.moment("at")
    }
}

/// A yearly report. Signed by the broker.
package struct ReportEntry: Hashable, Sendable {
    package let year: Int64
    package let hash: String
    package let at: Moment

    package init(year: Int64, hash: String, at: Moment) {
        self.year = year
        self.hash = hash
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "hash": .string(hash),
            "year": .int(year),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "hash", "year"])
        year = try fields.integer("year", in: 2000...JSONValue.integers.upperBound)
        hash = try fields.hash("hash")
        at = try fields.moment("at")
    }
}

extension LedgerAccount {
    static let members = ["dataset", "periodEnd", "periodStart", "population"]

    package var json: JSONValue {
        .object([
            "dataset": .string(dataset), "periodEnd": .string(period.end.description),
            "periodStart": .string(period.start.description), "population": .string(population),
        ])
    }

    init(_ fields: JSONFields) throws(GovernanceError) {
        guard let period = Period(start: try fields.day("periodStart"), end: try fields.day("periodEnd")) else {
            throw fields.error("periodEnd", "the period ends before it starts", help: "give an end after the start")
        }
        self.init(
            dataset: try fields.identifier("dataset"), population: try fields.identifier("population"), period: period)
    }
}
