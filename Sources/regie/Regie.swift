// SPDX-License-Identifier: Apache-2.0
//
// The executable: one file a subcommand, and the only place that wires modules to the clock, the
// network and the system's randomness.

import ArgumentParser

@main
struct Regie: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regie",
        abstract: "A civic data trust: studies of personal data that never leaves where it lies.",
        subcommands: [
            DemoCommand.self, StudyCommand.self, SandboxCommand.self, HolderCommand.self, AggregatorCommand.self,
            BrokerCommand.self,
        ]
    )
}
