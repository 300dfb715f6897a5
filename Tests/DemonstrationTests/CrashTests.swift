// SPDX-License-Identifier: Apache-2.0
//
// Promise G9 for the demonstration: whichever process is killed in the middle of a run, it says which, publishes
// nothing, leaves nothing behind, and can be run again.

import Foundation
import Testing

extension DemonstrationTests {
    /// A run that is cut short, in a folder of its own.
    private struct CutRun {
        let victim: Victim
        /// The step in which it happens.
        let line: String
        /// Whether an earlier demonstration's output lies there.
        let hasFormer: Bool
    }

    private static let cuts = [
        CutRun(victim: .broker, line: "9. Study", hasFormer: true),
        CutRun(victim: .leader, line: "9. Study", hasFormer: false),
        CutRun(victim: .helper, line: "5. Two proposals", hasFormer: true),
        CutRun(victim: .bus, line: "5. Two proposals", hasFormer: false),
        CutRun(victim: .bike, line: "9. Study", hasFormer: true),
        CutRun(victim: .postgres, line: "3. Each holder", hasFormer: false),
        CutRun(victim: .postgres, line: "9. Study", hasFormer: true),
    ]

    @Test func `G9 whichever process is killed, the run names it and nothing is published or left`() async throws {
        try await withScratch { scratch in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, cut) in Self.cuts.enumerated() {
                    // Two at a time: such a run waits more than it computes.
                    if index >= 2 { try await group.next() }
                    group.addTask { try await expectClearEnd(of: cut, in: scratch.appending(path: "\(index)")) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func expectClearEnd(of cut: CutRun, in folder: URL) async throws {
        let what: Comment = "\(cut.victim.rawValue) killed in step \(cut.line)"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if cut.hasFormer { try makeFormer(in: folder) }
        let before = contents(of: folder)
        let regie = try RegieProcess(demo(in: folder), in: folder.deletingLastPathComponent())
        try await regie.wait(forLine: cut.line)
        kill(try await cut.victim.find(in: folder), SIGKILL)
        #expect(try await regie.end() == 1, what)
        // A server's own last word may come first.
        let lines = regie.errors.split(separator: "\n")
        let sentence = "regie: \(cut.victim.name) was ended by signal 9; nothing was published"
        #expect(lines.contains { $0.hasPrefix(sentence) }, what)
        #expect(regie.errors.contains("run the demonstration again"), what)
        try await expectNothingLeft(in: folder, before, what)
    }

    private func demo(in folder: URL) -> [String] {
        ["demo", "--output", folder.appending(path: "out").path] + Self.people
    }

    private func makeFormer(in folder: URL) throws {
        let former = folder.appending(path: "out")
        try FileManager.default.createDirectory(at: former, withIntermediateDirectories: true)
        for name in [".regie-demo", "former"] { try Data("former".utf8).write(to: former.appending(path: name)) }
    }

    /// The folder is as it was before, and no process works in it.
    private func expectNothingLeft(in folder: URL, _ before: [String], _ what: Comment) async throws {
        try? await until("no process is left", within: 20) { RunningProcess.within(folder).isEmpty }
        #expect(RunningProcess.within(folder).map(\.arguments) == [], what)
        #expect(contents(of: folder) == before, what)
        if before.contains("out") {
            #expect(contents(of: folder.appending(path: "out")) == [".regie-demo", "former"], what)
        }
    }

    /// PostgreSQL ends every session when one is killed, and takes new ones a moment later.
    @Test func `G9 a killed database session is survived, or the run says so and nothing is published`() async throws {
        try await withScratch { scratch in
            let folder = scratch.appending(path: "place")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let regie = try RegieProcess(demo(in: folder), in: scratch)
            try await regie.wait(forLine: "9. Study")
            var session: pid_t?
            try await until("a session of the broker", within: 20) {
                session =
                    RunningProcess.within(folder).first {
                        $0.arguments.first?.hasPrefix("postgres: broker") == true
                    }?.pid
                return session != nil
            }
            kill(try #require(session), SIGKILL)
            if try await regie.end() == 0 {
                #expect(contents(of: folder) == ["out"] && regie.output.contains("Done in"))
            } else {
                #expect(regie.errors.contains("nothing was published: run the demonstration again"), "\(regie.errors)")
                try await expectNothingLeft(in: folder, [], "a session of the broker killed")
            }
        }
    }

    @Test func `an interrupted run stops, and nothing is published or left`() async throws {
        try await withScratch { scratch in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, line) in ["2. A private", "5. Two proposals", "9. Study"].enumerated() {
                    group.addTask { try await expectStop(in: scratch.appending(path: "\(index)"), at: line) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func expectStop(in folder: URL, at line: String) async throws {
        let what: Comment = "interrupted in step \(line)"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let regie = try RegieProcess(demo(in: folder), in: folder.deletingLastPathComponent())
        try await regie.wait(forLine: line)
        kill(regie.pid, SIGINT)
        #expect(try await regie.end(within: 30) == 130, what)
        #expect(regie.errors.contains("regie: stopped; nothing was published"), what)
        #expect(!regie.output.contains("Done in"), what)
        try await expectNothingLeft(in: folder, [], what)
    }

    @Test func `G9 after a run that was killed itself, the next one completes and clears its leftovers`() async throws {
        try await withScratch { scratch in
            let folder = scratch.appending(path: "place")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let regie = try RegieProcess(demo(in: folder), in: scratch)
            try await regie.wait(forLine: "9. Study")
            kill(regie.pid, SIGKILL)
            #expect(try await regie.end() == 137)
            try await until("its processes have ended", within: 30) { RunningProcess.within(folder).isEmpty }
            #expect(!contents(of: folder).contains("out"))
            _ = try await Self.complete(Array(demo(in: folder).dropFirst()), in: scratch)
            #expect(contents(of: folder) == ["out"])
            #expect(contents(of: folder.appending(path: "out")).contains("flows"))
            try await until("its processes have ended", within: 30) { RunningProcess.within(folder).isEmpty }
        }
    }
}
