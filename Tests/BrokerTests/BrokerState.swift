// SPDX-License-Identifier: Apache-2.0
//
// A test broker's register and the three colleges' witnesses, each with a folder of its own.

import Broker
import DAP
import Foundation
import Governance
import Studies
import Synchronization
import Testing
import TransparencyLog
import TrustFixture

final class BrokerState: Sendable {
    /// Of the register alone.
    let directory: URL
    /// Where witnesses answer.
    let witnesses = FalseNetwork()
    let addresses: [WitnessAddress]
    private let open: Mutex<BrokerRegister?>
    private let trust: TestTrust
    private let now: @Sendable () -> Moment
    private let all: [Witness]

    init(_ folder: URL, trust: TestTrust, now: @escaping @Sendable () -> Moment) throws {
        self.trust = trust
        self.now = now
        directory = folder.appending(path: "register")
        var (addresses, all): ([WitnessAddress], [Witness]) = ([], [])
        for enrolled in trust.root.witnesses {
            let address = WitnessAddress(id: enrolled.id, url: "https://\(enrolled.id).example")
            let witness = try Witness(
                directory: folder.appending(path: enrolled.id).path,
                signer: #require(trust.enrolment.witnessKeys[enrolled.id]).witnessSigner(enrolled, of: trust.root),
                logs: [trust.root.registerKey()], creating: true)
            addresses.append(address)
            all.append(witness)
        }
        (self.addresses, self.all) = (addresses, all)
        open = Mutex(
            try BrokerRegister(
                directory: directory.path, root: trust.root, key: trust.enrolment.brokerKey, isNew: true, now: now))
        for index in all.indices { returns(index) }
    }

    /// A witness answers again.
    func returns(_ index: Int) {
        let (witness, now) = (all[index], now)
        witnesses.answer("\(addresses[index].url)/add-checkpoint") { request in
            let answer = witness.addCheckpoint(request.body, now: Int(now().secondsSinceEpoch))
            return Exchange.Response(status: answer.status, body: answer.body)
        }
    }

    func isAway(_ index: Int) { witnesses.isUnreachable("\(addresses[index].url)/add-checkpoint") }

    var register: BrokerRegister { open.withLock { $0! } }

    /// Another broker on the same state.
    func another() throws -> BrokerRegister {
        try BrokerRegister(
            directory: directory.path, root: trust.root, key: trust.enrolment.brokerKey, isNew: false, now: now)
    }

    /// Ends the broker and starts it again.
    func restart() throws {
        open.withLock { $0 = nil }
        let register = try another()
        open.withLock { $0 = register }
    }
}

extension TestTrust {
    /// Of a seat, the officer, an aggregator or a holder.
    func signingKey(of signer: String) throws -> SigningKey {
        if signer == root.officer?.officer.id { return enrolment.officerKey }
        return try #require(
            enrolment.seatKeys[signer] ?? enrolment.aggregatorKeys[signer] ?? enrolment.holderKeys[signer])
    }
}
