// SPDX-License-Identifier: Apache-2.0
//
// `regie demo` from outside, as a person runs it: real processes, real PostgreSQL, real files. One suite, one
// test after the other, because each wants the machine for itself.

import Foundation
import Testing

@Suite(.serialized)
struct DemonstrationTests {
    /// Few people, so that a run takes seconds.
    static let people = ["--people", "3000"]
}

extension DemonstrationTests {
    /// A whole run that must succeed; what it printed.
    static func complete(_ arguments: [String], in scratch: URL) async throws -> String {
        let regie = try RegieProcess(["demo"] + arguments, in: scratch)
        let status = try await regie.end()
        guard status == 0 else { throw Complaint("regie demo ended with status \(status): \(regie.errors)") }
        return regie.output
    }
}
