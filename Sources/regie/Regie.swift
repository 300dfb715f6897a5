// SPDX-License-Identifier: Apache-2.0
//
// The executable: one file a subcommand, and the only place that wires modules to the clock, the
// network and the system's randomness.

import ArgumentParser
import Foundation

@main
struct Regie: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regie",
        abstract: "A civic data trust: studies of personal data that never leaves where it lies.",
        subcommands: [
            DemoCommand.self, StudyCommand.self, PolicyCommand.self, AuditCommand.self, SandboxCommand.self,
            ServeCommand.self, HolderCommand.self, AggregatorCommand.self, BrokerCommand.self, WitnessCommand.self,
            RegisterCommand.self,
        ]
    )

    /// Wrong words on the command line are bad input like any other: exit status 2.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data("\(fullMessage(for: error))\n".utf8))
            exit(withError: ExitCode(2))
        }
    }
}
