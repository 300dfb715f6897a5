// SPDX-License-Identifier: Apache-2.0
//
// The parties as processes of their own. Each is watched: one that ends before the demonstration does
// ends it, with the party's name and the last lines of its log.

import DAP
import Foundation
import PostgreSQL

final class DemoParties: Sendable {
    private struct Party: Sendable {
        let name: String
        let process: SupervisedProcess
        let log: URL
    }

    private let parties: [Party]
    private let cluster: PrivateCluster

    /// - Parameters:
    ///   - commands: name, arguments of `regie`, log file.
    ///   - cluster: the database server of all of them.
    init(_ commands: [(name: String, arguments: [String], log: URL)], on cluster: PrivateCluster) throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var started: [Party] = []
        for command in commands {
            let process = try SupervisedProcess(command: [executable] + command.arguments, log: command.log)
            started.append(Party(name: command.name, process: process, log: command.log))
        }
        parties = started
        self.cluster = cluster
    }

    /// Throws when a party or the database server has ended; returns when cancelled.
    func watch() async throws {
        while !Task.isCancelled {
            if let failure { throw failure }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// What to say of an error: a process that ended is why others fail, and may be noticed a moment after.
    func reason(of error: any Error) async -> any Error {
        await Self.reason(of: error) { failure }
    }

    /// The same before any party was started.
    static func reason(of error: any Error, on cluster: PrivateCluster) async -> any Error {
        await reason(of: error) { failure(of: cluster) }
    }

    private static func reason(of error: any Error, failure: () -> DemoFailure?) async -> any Error {
        guard !(error is CancellationError) else { return error }
        for _ in 0..<20 where !Task.isCancelled {
            if let failure = failure() { return failure }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return error
    }

    /// Of the first process that has ended; the database server before those that can't do without it.
    private var failure: DemoFailure? {
        if let failure = Self.failure(of: cluster) { return failure }
        for party in parties {
            guard let status = party.process.exitStatus() else { continue }
            let log = (try? String(contentsOf: party.log, encoding: .utf8)) ?? ""
            let last = log.split(separator: "\n").suffix(3).map { "\n    \($0)" }.joined()
            return Self.ended("the process `\(party.name)`", status, last: last)
        }
        return nil
    }

    private static func failure(of cluster: PrivateCluster) -> DemoFailure? {
        cluster.exitStatus().map { ended("the database server `postgres`", $0, last: "") }
    }

    private static func ended(_ name: String, _ status: Int32, last: String) -> DemoFailure {
        let how = status > 128 ? "was ended by signal \(status - 128)" : "ended with status \(status)"
        return DemoFailure("\(name) \(how); nothing was published: run the demonstration again\(last)")
    }

    /// Every party shuts down and is waited for.
    func stop() {
        for party in parties { party.process.cutLifeline() }
        for party in parties { _ = party.process.wait(seconds: 25) }
    }

    /// Until the address answers.
    static func awaitHealth(of url: String, network: Network) async throws {
        for _ in 0..<400 {
            if let answer = try? await network(Exchange.Request(.get, "\(url)/health")), answer.isSuccess { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw DemoFailure("nothing answers at \(url) after 20 seconds; run the demonstration again")
    }
}

/// Why a demonstration could not end as it should.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Loopback ports that nobody else has at this moment.
enum FreePorts {
    static func take(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { sockets.forEach { close($0) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let found = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
                }
            }
            guard found else { throw DemoFailure("no loopback port is free on this machine") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }
}
