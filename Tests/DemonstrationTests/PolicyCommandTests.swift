// SPDX-License-Identifier: Apache-2.0
//
// `regie policy` from outside: its exit status, on which scripts and ballots rest, and what each subcommand writes.

import Foundation
import Testing

extension DemonstrationTests {
    /// A copy of the policies with a passage of one file in other words; as they are when there is none.
    private func policies(
        in scratch: URL, changing file: String = "mobility.cedar", _ old: String = "", to new: String = ""
    ) throws -> URL {
        let folder = scratch.appending(path: "policies-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: packageRoot.appending(path: "policies"), to: folder)
        let place = folder.appending(path: file)
        let text = try String(contentsOf: place, encoding: .utf8)
        #expect(old.isEmpty || text.contains(old))
        let changed = old.isEmpty ? text : text.replacingOccurrences(of: old, with: new)
        try Data(changed.utf8).write(to: place)
        return folder
    }

    @Test(
        arguments: [
            ("mobility.cedar", "", "", 0, "Tout est prouvé"),
            ("charter.cedar", "{ context.threshold < 11 }", "{ context.cells < 0 }", 3, "aucune étude possible"),
            ("mobility.cedar", "{ context.zoneDimensions <= 3 }", "{ 3 < 2 }", 3, "jamais"),
            ("mobility.cedar", "context.cells <= 10000 }", "context.cells * 2 <= 10000 }", 2, "mobility.cedar:40:8:"),
            ("mobility.cedar", "context.cells <= 10000 }", "context.cell <= 10000 }", 2, "`cell`"),
        ] as [(String, String, String, Int32, String)])
    func `G11 policy check ends with 0 when all is proven, 3 when it isn't, 2 for what doesn't read`(
        file: String, old: String, new: String, status: Int32, says: String
    ) async throws {
        try await withScratch { scratch in
            let folder = try policies(in: scratch, changing: file, old, to: new)
            let regie = try RegieProcess(["policy", "check", folder.path], in: scratch)
            #expect(try await regie.end() == status, "\(regie.errors)")
            #expect((regie.output + regie.errors).contains(says), "\(regie.output)\(regie.errors)")
        }
    }

    @Test func `policy compare ends with 3 for what allows more, and writes JSON and the page`() async throws {
        try await withScratch { scratch in
            let old = try policies(in: scratch)
            let wider = try policies(
                in: scratch, "context.epsilonMicro <= 2000000", to: "context.epsilonMicro <= 3000000")
            let page = scratch.appending(path: "page.html")
            let regie = try RegieProcess(
                ["policy", "compare", old.path, wider.path, "--json", "--html", page.path], in: scratch)
            #expect(try await regie.end() == 3, "\(regie.errors)")
            #expect(regie.output.contains(#""decisive":["epsilonMicro"]"#), "\(regie.output)")
            let html = try String(contentsOf: page, encoding: .utf8)
            #expect(html.contains("Would newly be allowed") && html.contains("Serait nouvellement permis"))
            for (before, after) in [(old, old), (wider, old)] {
                let other = try RegieProcess(["policy", "compare", before.path, after.path], in: scratch)
                #expect(try await other.end() == 0, "\(other.output)\(other.errors)")
            }
        }
    }

    @Test func `the form compiles to the policies that are voted, and explain says each rule twice`() async throws {
        try await withScratch { scratch in
            let folder = packageRoot.appending(path: "policies").path
            let compiled = try RegieProcess(["policy", "compile", "\(folder)/rules.yaml"], in: scratch)
            #expect(try await compiled.end() == 0, "\(compiled.errors)")
            let text = scratch.appending(path: "compiled.cedar")
            try Data(compiled.output.utf8).write(to: text)
            let same = try RegieProcess(["policy", "compare", folder, text.path], in: scratch)
            #expect(try await same.end() == 0, "\(same.output)\(same.errors)")
            #expect(same.output.contains("ne change rien"), "\(same.output)")
            let explained = try RegieProcess(["policy", "explain", folder], in: scratch)
            #expect(try await explained.end() == 0, "\(explained.errors)")
            for passage in ["GARDE-FOUS / FLOORS", "  fr  Un demandeur peut", "  en  A requester may"] {
                #expect(explained.output.contains(passage), "\(passage)")
            }
        }
    }

    @Test func `a refused study is told the clause, what it says, and the nearest allowed study`() async throws {
        let refused = packageRoot.appending(path: "datasets/mobility-trips/studies/refused/epsilon-above-charter.yaml")
        try await withScratch { scratch in
            let regie = try RegieProcess(["study", "check", refused.path], in: scratch)
            #expect(try await regie.end() == 3, "\(regie.errors)")
            for passage in [
                "charter.cedar:16:8 [garde-fou-epsilon]",
                "No one may run a study if the privacy loss (epsilon) is over 8.",
                "Nearest allowed study", "privacy loss (epsilon): 4 instead of 12",
            ] {
                #expect(regie.output.contains(passage), "\(passage)\n\(regie.output)")
            }
        }
    }
}
