// SPDX-License-Identifier: Apache-2.0
//
// Enrolling everyone of a trust at once with fresh keys, as a demonstration does: the trust root that all
// pin, and the private half of each key for whoever it belongs to. In a real trust each party makes its
// key on its own machine and sends the public half.

import Studies

package struct Enrolment: Sendable {
    /// An aggregator to enrol.
    package struct Aggregator: Sendable {
        package let id: String
        package let name: String
        package let role: EnrolledAggregator.Role
        package let college: String
        package let administrator: String
        package let url: String

        package init(
            id: String, name: String, role: EnrolledAggregator.Role, college: String, administrator: String, url: String
        ) {
            self.id = id
            self.name = name
            self.role = role
            self.college = college
            self.administrator = administrator
            self.url = url
        }
    }

    /// What governs the trust, as texts.
    package struct Texts: Sendable {
        package let charter: Charter
        package let roster: Roster
        package let schema: String
        package let floors: String

        /// - Parameters:
        ///   - charter: `trustees/charter.yaml`.
        ///   - roster: `trustees/roster.yaml`.
        ///   - schema: `policies/schema.cedarschema`.
        ///   - floors: `policies/charter.cedar`.
        package init(charter: String, roster: String, schema: String, floors: String) throws(GovernanceError) {
            self.charter = try Charter(yaml: charter, file: "trustees/charter.yaml")
            self.roster = try Roster(yaml: roster, file: "trustees/roster.yaml", charter: self.charter)
            self.schema = schema
            self.floors = floors
        }
    }

    package let root: TrustRoot
    /// By seat.
    package let seatKeys: [String: SigningKey]
    /// By aggregator.
    package let aggregatorKeys: [String: SigningKey]
    /// By holder.
    package let holderKeys: [String: SigningKey]
    package let brokerKey: SigningKey
    package let officerKey: SigningKey
    /// By witness: one for each college, called like `witness-public`.
    package let witnessKeys: [String: SigningKey]

    /// Draws every key afresh from the system's randomness.
    /// - Throws: what `TrustRoot.init` throws.
    package init(
        fictitious: Bool, texts: Texts, aggregators: [Aggregator], holders: [SourceDescription], brokerURL: String
    ) throws(GovernanceError) {
        let seatKeys = Enrolment.keys(texts.roster.seats.map(\.id))
        let aggregatorKeys = Enrolment.keys(aggregators.map(\.id))
        let holderKeys = Enrolment.keys(holders.map(\.id))
        let witnessKeys = Enrolment.keys(texts.charter.colleges.map { "witness-\($0.id)" })
        brokerKey = SigningKey()
        officerKey = SigningKey()
        root = try TrustRoot(
            fictitious: fictitious, charter: texts.charter, schemaText: texts.schema, floorsText: texts.floors,
            seats: texts.roster.seats.compactMap { seat in
                seatKeys[seat.id].map { EnrolledSeat(seat: seat, key: $0.verificationKey) }
            },
            aggregators: aggregators.compactMap { aggregator in
                aggregatorKeys[aggregator.id].map { Enrolment.enrolled(aggregator, $0.verificationKey) }
            },
            holders: holders.compactMap { holder in
                holderKeys[holder.id].map {
                    EnrolledHolder(id: holder.id, title: holder.title, key: $0.verificationKey)
                }
            },
            broker: EnrolledBroker(url: brokerURL, key: brokerKey.verificationKey),
            officer: EnrolledOfficer(officer: texts.roster.officer, key: officerKey.verificationKey),
            witnesses: texts.charter.colleges.compactMap { college in
                witnessKeys["witness-\(college.id)"].map {
                    EnrolledWitness(id: "witness-\(college.id)", college: college.id, key: $0.verificationKey)
                }
            })
        self.witnessKeys = witnessKeys
        self.seatKeys = seatKeys
        self.aggregatorKeys = aggregatorKeys
        self.holderKeys = holderKeys
    }

    private static func keys(_ ids: [String]) -> [String: SigningKey] {
        Dictionary(ids.map { ($0, SigningKey()) }, uniquingKeysWith: { first, _ in first })
    }

    private static func enrolled(_ aggregator: Aggregator, _ key: VerificationKey) -> EnrolledAggregator {
        EnrolledAggregator(
            id: aggregator.id, name: aggregator.name, role: aggregator.role, college: aggregator.college,
            administrator: aggregator.administrator, url: aggregator.url, key: key)
    }
}
