// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong at a holder, said without any data of its people. Equality is on the code.

package struct HolderError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }

        package static let unexpectedRecords = Self("unexpected-records")
        package static let aggregatorUnreachable = Self("aggregator-unreachable")
        package static let reportRefused = Self("report-refused")
        package static let refusalNotTaken = Self("refusal-not-taken")
        /// A mapping or a table that isn't what the dataset wants.
        package static let mapping = Self("mapping")
        /// A study that asks other sources only.
        package static let notAsked = Self("not-asked")
        /// What a refusal of a study may not be: without a readable reason, of no study, a second time.
        package static let refusal = Self("refusal")
        /// A mandate for a study that the holder refused.
        package static let holderRefused = Self("holder-refused")
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package static func == (left: HolderError, right: HolderError) -> Bool { left.code == right.code }

    package var description: String { "\(code.name): \(message)" }

    /// For a person who gave a command.
    package var sentence: String { message }
}
