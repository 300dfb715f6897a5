// SPDX-License-Identifier: Apache-2.0
//
// What makes an example one that people recognise: a study they know, from which it differs as little as possible, and
// the values that exist.

import Cedar

package struct Catalogue: Sendable {
    /// Studies that people know, at most one for each kind of request: the first that fits is taken.
    package let baselines: [Request]
    /// The values that exist, or, for a set, its possible members. A parameter that isn't here may take any value.
    package let values: [Parameter: [Value]]
    /// The numbers that a study can have at all: a table never counts fewer than no cells.
    package let ranges: [Parameter: ClosedRange<Int64>]

    package init(
        baselines: [Request] = [], values: [Parameter: [Value]] = [:], ranges: [Parameter: ClosedRange<Int64>] = [:]
    ) {
        self.baselines = baselines
        self.values = values
        self.ranges = ranges
    }

    /// Nothing is known: examples are as plain as the schema allows.
    package static let none = Catalogue()

    /// Whether its numbers are ones that a study can have.
    func isInRange(_ request: Request) -> Bool {
        ranges.allSatisfy { parameter, range in request.value(of: parameter)?.count.map(range.contains) ?? true }
    }

    func baseline(for environment: Schema.Environment) -> Request? {
        baselines.first {
            $0.action == environment.action && $0.principal.type == environment.principal
                && $0.resource.type == environment.resource
        }
    }
}

/// A request that answers a question with "no", evaluated by Cedar before it is shown.
package struct Counterexample: Sendable {
    package let request: Request
    package let environment: Schema.Environment
    /// How it differs from the baseline; from the plainest request when there is no baseline.
    package let changes: [Change]
    /// The parameters that make the difference, before all those that the texts are at odds about: with only them
    /// changed as `settled` has them, the question is settled.
    package let decisive: [Parameter]
    /// The nearest request on which the question has the wanted answer; nil when no value of those parameters has it.
    package let settled: Request?
    /// The rules that decided, by the set that allows it (or fails on it).
    package let rules: [String]
    /// The rules that forbid it in the other set, or the floor; empty when nothing there permits it.
    package let opposing: [String]
    /// All its values are of the catalogue; false when the catalogue has no example.
    package let isFromCatalogue: Bool
    /// No request differs from the baseline in fewer parameters; false when the solver ran out of time.
    package let isMinimal: Bool
}

/// The answer to a question that must hold of every request.
package enum Proof: Sendable {
    case proven
    case refuted(Counterexample)
    /// The solver gave up, for this reason. Never taken for a proof (G11).
    case notProven(String)

    package var isProven: Bool {
        if case .proven = self { true } else { false }
    }
}
