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

    /// - Parameter commands: name, arguments of `regie`, log file.
    init(_ commands: [(name: String, arguments: [String], log: URL)]) throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var started: [Party] = []
        for command in commands {
            let process = try SupervisedProcess(command: [executable] + command.arguments, log: command.log)
            started.append(Party(name: command.name, process: process, log: command.log))
        }
        parties = started
    }

    /// Throws when a party has ended; returns when cancelled.
    func watch() async throws {
        while !Task.isCancelled {
            for party in parties {
                if let status = party.process.exitStatus() { throw ended(party, status) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func ended(_ party: Party, _ status: Int32) -> DemoFailure {
        let log = (try? String(contentsOf: party.log, encoding: .utf8)) ?? ""
        let last = log.split(separator: "\n").suffix(3).map { "\n    \($0)" }.joined()
        let how = status > 128 ? "was ended by signal \(status - 128)" : "ended with status \(status)"
        return DemoFailure(
            "the process `\(party.name)` \(how); nothing was published: run the demonstration again\(last)")
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
