// SPDX-License-Identifier: Apache-2.0
//
// The trust root: what is written is read back the same, and whatever is wrong in it is refused.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct TrustRootTests {
    let trust: TestTrust
    init() throws { trust = try TestTrust() }

    @Test func `a trust root is read back as it was written`() throws {
        let bytes = trust.root.bytes
        let read = try TrustRoot(bytes: bytes)
        #expect(read.bytes == bytes)
        #expect(read.seats == trust.root.seats)
        #expect(read.aggregators == trust.root.aggregators)
        #expect(read.holders == trust.root.holders)
        #expect(read.broker == trust.root.broker)
        #expect(read.charter == trust.root.charter)
        #expect(read.fictitious)
        #expect(try TrustRoot(bytes: bytes + [0x0A]).bytes == bytes)
    }

    @Test func `no private key stands in a trust root`() throws {
        let text = String(decoding: trust.root.bytes, as: UTF8.self)
        let folder = try TemporaryFolder()
        let enrolment = trust.enrolment
        let keys =
            [enrolment.seatKeys, enrolment.aggregatorKeys, enrolment.holderKeys].flatMap(\.values)
            + [enrolment.brokerKey]
        for (index, key) in keys.enumerated() {
            try key.save(to: folder.path("\(index)"), id: "x")
            let file = try String(contentsOfFile: folder.path("\(index)"), encoding: .utf8)
            let secret = try #require(try JSONValue(parsing: file.utf8.dropLast())["private"]?.string)
            #expect(!text.contains(secret))
        }
    }

    @Test func `two enrolments never share a key`() throws {
        let other = try TestTrust()
        #expect(Set(trust.root.seats.map(\.key)).isDisjoint(with: other.root.seats.map(\.key)))
    }

    @Test func `G11 a document that is not canonical, or has more or less than it should, is refused`() throws {
        let text = String(decoding: trust.root.bytes, as: UTF8.self)
        let broken = [
            text.replacingFirst("{\"aggregators\"", with: "{ \"aggregators\""),
            text.replacingFirst("\"fictitious\":true,", with: ""),
            text.replacingFirst("\"fictitious\":true", with: "\"fictitious\":1"),
            text.replacingFirst("\"fictitious\":true", with: "\"fiction\":1,\"fictitious\":true"),
            text.replacingFirst("\"fictitious\":true", with: "\"fictitious\":true,\"fictitious\":true"),
            text.replacingFirst("regie/trust-root/1", with: "regie/trust-root/2"),
            String(text.dropLast()), "", "[]", "null",
        ]
        for document in broken {
            #expect(refusal { _ = try TrustRoot(bytes: Array(document.utf8)) }?.code == .malformedDocument)
        }
    }

    @Test func `G11 every text must have its own hash`() throws {
        let text = String(decoding: trust.root.bytes, as: UTF8.self)
        for text in [
            text.replacingFirst("threshold: 11", with: "threshold: 12"),
            text.replacingFirst("context.threshold < 11", with: "context.threshold < 10"),
            text.replacingFirst("threshold: Long", with: "threshold: Bool"),
        ] {
            let error = try #require(refusal { _ = try TrustRoot(bytes: Array(text.utf8)) })
            #expect(error.message == "this is not the hash of the text beside it")
        }
    }

    private func root(
        fictitious: Bool = true, charter: String? = nil, schema: String? = nil, floors: String? = nil,
        seats: ([EnrolledSeat]) -> [EnrolledSeat] = { $0 },
        aggregators: ([EnrolledAggregator]) -> [EnrolledAggregator] = { $0 },
        holders: ([EnrolledHolder]) -> [EnrolledHolder] = { $0 }, broker: EnrolledBroker? = nil
    ) -> GovernanceError? {
        refusal {
            let good = trust.root
            _ = try TrustRoot(
                fictitious: fictitious, charter: charter.map { try Charter(yaml: $0, file: "c") } ?? good.charter,
                schemaText: schema ?? good.schemaText, floorsText: floors ?? good.floorsText, seats: seats(good.seats),
                aggregators: aggregators(good.aggregators), holders: holders(good.holders),
                broker: broker ?? good.broker)
        }
    }

    @Test func `G2 two parties never share a key, an identifier or an address`() throws {
        let good = trust.root
        func changed(_ seat: EnrolledSeat, id: String? = nil, key: VerificationKey? = nil) -> EnrolledSeat {
            EnrolledSeat(
                seat: Seat(
                    id: id ?? seat.seat.id, college: seat.seat.college, appointedBy: "x", term: seat.seat.term),
                key: key ?? seat.key)
        }
        #expect(root() == nil)
        #expect(
            root(seats: { [changed($0[0], key: $0[1].key)] + $0.dropFirst() })?.message == "two parties have one key")
        #expect(
            root(seats: { [changed($0[0], key: good.broker.key)] + $0.dropFirst() })?.message
                == "two parties have one key")
        #expect(root(seats: { [changed($0[0], id: $0[1].seat.id)] + $0.dropFirst() })?.place == "seats")
        #expect(root(seats: { Array($0.dropFirst()) })?.place == "seats")
        #expect(root(seats: { $0 + [changed($0[0], id: "x", key: SigningKey().verificationKey)] })?.place == "seats")
        #expect(root(holders: { $0 + $0 })?.place == "holders")
        #expect(root(aggregators: { $0.filter { $0.role == .leader } })?.place == "aggregators")
        #expect(
            root(broker: EnrolledBroker(url: good.aggregators[0].url, key: good.broker.key))?.message
                == "two servers have one address")
        #expect(
            root(aggregators: { aggregators in
                aggregators.map {
                    EnrolledAggregator(
                        id: $0.id, name: $0.name, role: $0.role, college: "other", administrator: $0.administrator,
                        url: $0.url, key: $0.key)
                }
            })?.place == "aggregators")
    }

    @Test(arguments: [
        "http://example.org", "ftp://example.org", "https://", "https://a@example.org", "https://example.org?x=1",
        "https://example.org#x", "example.org", "", "https://exa mple.org",
    ])
    func `a real trust has https addresses only`(_ url: String) {
        let https = trust.root.aggregators.map {
            EnrolledAggregator(
                id: $0.id, name: $0.name, role: $0.role, college: $0.college, administrator: $0.administrator,
                url: "https://\($0.id).example.org", key: $0.key)
        }
        let good = EnrolledBroker(url: "https://example.org", key: trust.root.broker.key)
        #expect(root(fictitious: false, aggregators: { _ in https }, broker: good) == nil)
        let bad = EnrolledBroker(url: url, key: trust.root.broker.key)
        #expect(root(fictitious: false, aggregators: { _ in https }, broker: bad)?.code == .trustRoot)
    }

    @Test func `G11 a floor that permits, or that the schema doesn't know, is refused`() throws {
        let permit = """
            @id("x") @titre("x") @base_legale("x") @expire("2030-01-01")
            permit (principal, action, resource);
            """
        #expect(root(floors: permit)?.message == "the floor `x` permits")
        #expect(root(floors: "")?.message == "the text has no rule")
        #expect(root(floors: "forbid (principal, action, resource);")?.code == .policy)
        let unknown = trust.root.floorsText.replacingFirst("context.threshold", with: "context.treshold")
        #expect(root(floors: unknown)?.place?.hasPrefix("charter.cedar:") == true)
        #expect(root(schema: "entity X")?.code == .policy)
    }
}
