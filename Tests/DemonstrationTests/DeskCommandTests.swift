// SPDX-License-Identifier: Apache-2.0
//
// The desk's commands as a holder's staff give them, on the state that a demonstration leaves.

import Foundation
import Testing

extension DemonstrationTests.KeptRunTests {
    private func desk(_ words: String..., status: Int32 = 0) async throws -> (output: String, errors: String) {
        try await withScratch { scratch in
            let place = run.state.appending(path: "bus").path
            let regie = try RegieProcess(["holder"] + words + ["--state", place], in: scratch)
            #expect(try await regie.end() == status, "\(regie.errors)")
            return (regie.output, regie.errors)
        }
    }

    @Test func `a holder sees its tables, its studies and its history, refuses one, and has a page to show`()
        async throws
    {
        let flows = "datasets/mobility-trips/studies/flows.yaml"
        #expect(try await desk("map").output.contains("mobility-trips 1.0.0, as studies read it: `trips`"))
        let dry = try await desk("dry-run", flows).output
        #expect(dry.contains("COPY (SELECT") && dry.contains("Nothing was sent, and nothing was kept."))
        let refused = try await desk("refuse", "some-study", "--reason", "Too fine.")
        #expect(refused.output.contains("application/vnd.regie.holder-refusal+json"))
        let history = try await desk("history").output
        #expect(history.contains("answered `flows` on `mobility-trips`"))
        #expect(history.contains("refused the study `some-study` (signed): Too fine."))
        try await withScratch { scratch in
            let page = scratch.appending(path: "holder.html")
            _ = try await desk("page", "--output", page.path)
            #expect(try String(contentsOf: page, encoding: .utf8).contains("Too fine."))
        }
        let elsewhere = "datasets/home-energy/studies/consumption-by-dwelling.yaml"
        #expect(try await desk("dry-run", elsewhere, status: 2).errors.contains("not `bus`"))
        #expect(try await desk("refuse", "some-study", "--reason", "Again.", status: 2).errors.contains("already"))
    }
}
