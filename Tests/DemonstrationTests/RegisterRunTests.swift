// SPDX-License-Identifier: Apache-2.0
//
// The register that a demonstration leaves: anyone checks it offline (G6), and what is changed in it is noticed.

import Foundation
import Testing

extension DemonstrationTests.KeptRunTests {
    private func verify(_ register: URL, in scratch: URL) async throws -> (status: Int32, output: String) {
        let regie = try RegieProcess(
            [
                "register", "verify", register.path, "--pinned", run.state.appending(path: "bus").path, "--language",
                "en",
            ],
            in: scratch)
        let status = try await regie.end()
        return (status, regie.output + regie.errors)
    }

    @Test func `G6 the register that a run leaves verifies offline, and what is changed in it is noticed`() async throws
    {
        try await withScratch { scratch in
            let register = run.state.appending(path: "broker/register")
            let (status, output) = try await verify(register, in: scratch)
            #expect(status == 0, "\(output)")
            #expect(output.contains("nothing wrong"))
            for words in ["mobility-policy-1", "finer-studies-pause-1", "lifted by a ballot"] {
                #expect(output.contains(words), "\(words)")
            }
            let published = run.plans.map(\.study.id).filter(contents(of: run.output).contains)
            #expect(published.count >= 10)
            for study in published { #expect(output.contains("Publication of study “\(study)”"), "\(study)") }
            let copy = scratch.appending(path: "register")
            try FileManager.default.copyItem(at: register, to: copy)
            let bundles = copy.appending(path: "tile/entries")
            let name = try #require(
                FileManager.default.subpathsOfDirectory(atPath: bundles.path).first {
                    (try? Data(contentsOf: bundles.appending(path: $0))) != nil
                })
            var bytes = try Data(contentsOf: bundles.appending(path: name))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: bundles.appending(path: name))
            #expect(try await verify(copy, in: scratch).status != 0)
        }
    }
}
