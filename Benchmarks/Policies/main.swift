// SPDX-License-Identifier: Apache-2.0
//
// Timings of policies: one file for each measured thing, one line for each result, then what the modules set out to
// reach and whether this run reached it. Run by `make bench`.

/// One goal with its figure.
struct Goal: CustomStringConvertible {
    let sentence: String
    let figure: String
    let isMet: Bool

    var description: String { "\(isMet ? "met    " : "not met") \(sentence): \(figure)" }
}

let goals = try DecisionBench.run() + ProverTimings.run()
print("\nGoals")
for goal in goals { print("  \(goal)") }
print(goals.allSatisfy(\.isMet) ? "All goals met." : "Goals missed: \(goals.count { !$0.isMet }).")
