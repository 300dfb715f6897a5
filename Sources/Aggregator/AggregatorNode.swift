// SPDX-License-Identifier: Apache-2.0
//
// An aggregator as a whole: the mandates it accepts, and its role's resources over HTTP. It keeps no
// state outside its database, so any number of these may run over one.

import DAP
import Foundation
import Logging
import PostgreSQL

package struct AggregatorNode: Sendable {
    package struct Settings: Sendable {
        package let id: String
        package let role: Role
        package let keys: HpkeKeyPair
        /// The aggregator's HPKE configuration with the signature of its enrolled key, as it is served.
        package let signedConfig: [UInt8]
        package let collector: HpkeConfig
        /// What the leader shows the helper.
        package let peerToken: String
        /// What the collector shows the leader.
        package let collectorToken: String
        /// At least 32 bytes that leader and helper share; each task's verification key derives from it.
        package let verificationSecret: [UInt8]

        package init(
            id: String, role: Role, keys: HpkeKeyPair, signedConfig: [UInt8], collector: HpkeConfig, peerToken: String,
            collectorToken: String, verificationSecret: [UInt8]
        ) {
            self.id = id
            self.role = role
            self.keys = keys
            self.signedConfig = signedConfig
            self.collector = collector
            self.peerToken = peerToken
            self.collectorToken = collectorToken
            self.verificationSecret = verificationSecret
        }
    }

    let settings: Settings
    let store: AggregatorStore
    let network: Network
    let verifier: HolderVerifier
    let logger: Logger

    package init(
        settings: Settings, pool: ConnectionPool, network: @escaping Network, verifier: HolderVerifier, logger: Logger
    ) {
        self.settings = settings
        store = AggregatorStore(pool: pool)
        self.network = network
        self.verifier = verifier
        self.logger = logger
    }

    package var leader: Leader {
        Leader(
            store: store, keys: settings.keys, collector: settings.collector, network: network,
            peerToken: settings.peerToken, verificationSecret: settings.verificationSecret, verify: verifier)
    }

    package var helper: Helper {
        Helper(
            store: store, keys: settings.keys, collector: settings.collector,
            verificationSecret: settings.verificationSecret, verify: verifier)
    }

    /// Keeps the tasks of a mandate that was checked; a mandate already kept changes nothing.
    package func accept(_ tasks: [TaskParameters], mandate hash: [UInt8], document: [UInt8]) async throws {
        try await store.add(tasks, mandate: hash, document: document)
        logger.info("accepted a mandate", metadata: ["tasks": "\(tasks.count)"])
    }

    package func knows(mandate hash: [UInt8]) async throws -> Bool {
        try await store.knows(mandate: hash)
    }
}
