// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a parameter, a measurement or a message. Errors say what and how to mend it, never the
// values themselves: a measurement, a share or a seed appears in no error.

/// Why something was refused, by a client or collector as an argument that makes no sense, by an aggregator as a
/// report to drop (VDAF, "Execution of a VDAF"). Two errors are equal when their codes are.
public struct VDAFError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of refusal (VDAF, "Verification" for the last two).
    public enum Code: String, Hashable, Sendable {
        /// An instance that can't be: length 0, chunk length 0, a maximum that the field can't hold, ...
        case parameter
        /// A measurement that the instance doesn't take.
        case measurement
        /// A message of the wrong length, or with an element that isn't smaller than the modulus.
        case encoding
        /// A nonce, key, context or randomness of the wrong size, or an unknown aggregator.
        case argument
        /// The report's proof doesn't verify: the report must be dropped.
        case proof
        /// The report's joint randomness doesn't verify: the report must be dropped.
        case jointRandomness
    }

    /// The kind of refusal.
    public let code: Code
    /// What is wrong: lowercase, no final stop.
    public let message: String
    /// What to do instead.
    public let help: String

    init(_ code: Code, _ message: String, help: String) {
        self.code = code
        self.message = message
        self.help = help
    }

    /// Codes only.
    public static func == (left: VDAFError, right: VDAFError) -> Bool {
        left.code == right.code
    }

    /// The message, then what to do.
    public var description: String { "\(message); \(help)" }
}
