// SPDX-License-Identifier: Apache-2.0
//
// Why a question got no answer at all. A solver that gives up is no error: the answer is then "not proven", which
// allows nothing (G11). Two errors are equal when their codes are.

import Cedar

package struct ProverError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop.
    package let message: String
    /// The policy, the parameter or the kind of request that is meant; nil when it is the whole.
    package let place: String?
    /// What to do instead.
    package let help: String

    package init(_ code: Code, _ message: String, at place: String? = nil, help: String) {
        self.code = code
        self.message = message
        self.place = place
        self.help = help
    }

    package static func == (left: ProverError, right: ProverError) -> Bool {
        left.code == right.code
    }

    package var description: String {
        (place.map { "\($0): " } ?? "") + "\(message); \(help)"
    }
}

extension ProverError.Code {
    /// The set isn't valid against the schema, so questions about what it allows have no firm ground.
    package static let invalidSet = Self("invalid set")
    /// A baseline, a request or a catalogue value doesn't fit the schema.
    package static let invalidRequest = Self("invalid request")
    /// A form of policy that the encoding doesn't cover.
    package static let unsupported = Self("unsupported")
    /// Z3 refused a call.
    package static let solver = Self("solver")
    /// Cedar's evaluator disagrees with the solver: a fault of this program, so nothing that it proved counts.
    package static let mismatch = Self("mismatch")
    /// Z3 gave up before it could tell.
    package static let notProven = Self("not proven")
}

extension ProverError {
    init(invalid error: CedarError) {
        let place = error.span.map { "\($0.file):\($0.line):\($0.column)" }
        self.init(.invalidSet, error.message, at: place, help: error.help)
    }

    static func mismatch(_ what: String) -> ProverError {
        ProverError(
            .mismatch, "the evaluator and the prover disagree: \(what)",
            help: "report it as a bug, and trust no proof until it is mended")
    }
}
