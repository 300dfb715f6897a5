// SPDX-License-Identifier: Apache-2.0
//
// One line for each step with the time it took, and the summary at the end.

import Foundation
import Governance
import Sandbox
import Synchronization

final class DemoProgress: Sendable {
    private let done = Mutex(0)

    func step<Result>(_ title: String, _ body: () async throws -> Result) async throws -> Result {
        let number = done.withLock { done in
            done += 1
            return done
        }
        let started = ContinuousClock.now
        Terminal.write("\(number). \(title) ")
        let result: Result
        do {
            result = try await body()
        } catch {
            Terminal.write("... not done\n")
            throw error
        }
        let dots = String(repeating: ".", count: max(3, 64 - title.count))
        Terminal.write("\(dots) \(Terminal.seconds(ContinuousClock.now - started))\n")
        return result
    }
}

enum Terminal {
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    static func seconds(_ duration: Duration) -> String {
        let tenths = Int(
            (Double(duration.components.seconds) * 10 + Double(duration.components.attoseconds) / 1e17).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

struct DemoSummary: Sendable {
    let territory: String
    let source: String
    let trips: Int
    let holders: Int
    let ballots: DemoBallots.Outcome
    let studies: [StudyOutcome]
    /// In the register.
    let records: Int
    let isNoised: Bool
    let counting: CountingOutcome?

    func print(output: URL, kept: Bool, seconds: Duration) {
        var lines = ["", "\(territory): \(trips) records (\(source)) stayed with \(holders) holders."]
        if let counting, counting.tripsTouchingOutside > 0 {
            lines.append(
                "\(counting.tripsTouchingOutside) of \(counting.trips) trips touch zones outside the territory: "
                    + "they are counted in the zone \"outside\".")
        }
        lines.append("The policy is in force: \(ballots.adopted.sentence.en)")
        lines.append("Another proposal is not: \(ballots.rejected.sentence.en)")
        lines.append("All of it stands in the register: \(records) records, cosigned by each college's witness.")
        if !isNoised { lines.append("NOT PRIVATE: no noise was added (fictitious data).") }
        for study in studies {
            lines.append(
                study.isPublished
                    ? "Published: \(output.appending(path: study.id).appending(path: "index.html").path)"
                    : "Not published: study \(study.id): \(study.sentence)")
        }
        if kept { lines.append("Each party's state: \(output.appending(path: "state").path)") }
        lines.append(
            "Done in \(Terminal.seconds(seconds)). To look at all of it: open "
                + "\(output.appending(path: "index.html").path), or `regie serve \(output.path)`.")
        Terminal.write(lines.joined(separator: "\n") + "\n")
    }
}
