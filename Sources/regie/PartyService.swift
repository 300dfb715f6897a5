// SPDX-License-Identifier: Apache-2.0
//
// What the three kinds of party share: opening their state, a service that looks at the broker again and
// again, and running until a signal ends it gracefully.

import Foundation
import Governance
import Hummingbird
import Logging
import PostgreSQL
import ServiceLifecycle
import Studies

/// A party's state directory, read.
struct OpenedParty: Sendable {
    let state: PartyState
    let root: TrustRoot
    let catalogue: Catalogue
    let key: SigningKey
    let parameters: ConnectionParameters
    let pool: ConnectionPool
    let logger: Logger

    /// - Parameter databaseHost: where the database is, if it isn't where the state says.
    init(
        _ directory: URL, roles: Set<PartyState.Role>, migrations: [Migration], databaseHost: String? = nil
    ) async throws {
        state = try PartyState.load(from: directory)
        guard roles.contains(state.role) else {
            throw Refusal(
                "\(directory.path) is the state of a \(state.role.rawValue)", help: "give --state another directory")
        }
        root = try TrustRoot.pinned(in: directory)
        catalogue = try PartyCatalogue(from: directory).catalogue()
        key = try SigningKey.load(from: directory.keyFile.path).key
        var parameters = try ConnectionParameters(parsing: state.database)
        if let databaseHost { parameters.host = databaseHost }
        self.parameters = parameters
        pool = try ConnectionPool(parameters, size: 8)
        var logger = Logger(label: "\(state.role.rawValue) \(state.id)")
        logger.logLevel = .info
        self.logger = logger
        try await pool.withConnection { try await Migrations.apply(migrations, to: $0) }
    }
}

/// Calls a function every so often until shut down. One look that fails is said and tried again.
struct Looking: Service {
    let seconds: Double
    let logger: Logger
    let look: @Sendable () async throws -> Void

    func run() async throws {
        var lastFailure = ""
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await look()
                lastFailure = ""
            } catch is CancellationError {
                return
            } catch {
                // A broker or leader that is still starting isn't worth a line each time.
                let failure = "\(error)"
                if failure != lastFailure { logger.warning("will try again", metadata: ["why": "\(failure)"]) }
                lastFailure = failure
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(seconds)) }
        }
    }
}

enum PartyRunner {
    /// Until SIGINT or SIGTERM: the services end gracefully, last one first.
    static func run(_ services: [any Service], logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(3)
        configuration.maximumCancellationDuration = .seconds(3)
        try await ServiceGroup(configuration: configuration).run()
    }

    static func application(_ router: Router<BasicRequestContext>, port: Int, logger: Logger)
        -> some ApplicationProtocol
    {
        var quiet = logger
        quiet.logLevel = .notice
        return Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: quiet)
    }

    static var now: @Sendable () -> Moment {
        { Moment(Date()) ?? Moment(secondsSinceEpoch: 0)! }
    }
}
