// SPDX-License-Identifier: Apache-2.0
//
// Why disclosure control refuses: one sentence that says what is wrong and how to mend it. It names
// parameters, never a value of a table: an error may be logged, a cell may not.

/// Two errors are equal when their codes are.
package struct DisclosureError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop.
    package let message: String
    /// What to write instead.
    package let help: String

    package init(_ code: Code, _ message: String, help: String) {
        self.code = code
        self.message = message
        self.help = help
    }

    package static func == (left: DisclosureError, right: DisclosureError) -> Bool {
        left.code == right.code
    }

    package var description: String { "\(message); \(help)" }
}

extension DisclosureError.Code {
    /// An ε, δ or ρ outside the range in which the accounting means something.
    package static let privacyParameter = Self("privacy-parameter")
    /// A noise scale that is zero, or too large for exact arithmetic.
    package static let noiseScale = Self("noise-scale")
    /// A release rule that would protect nobody.
    package static let releaseRule = Self("release-rule")
    /// An aggregate whose columns do not fit together.
    package static let aggregateShape = Self("aggregate-shape")
    /// A forecast of an impossible table.
    package static let forecast = Self("forecast")
}
