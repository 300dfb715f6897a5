// SPDX-License-Identifier: Apache-2.0
//
// What is measured of the transparency log. Entries have 300 bytes, about what a signed record of the register has.

import Foundation
import TransparencyLog

struct LogBench {
    private static let entryBytes = 300
    private let directory: String
    private let signer: NoteSigner

    init(directory: String) throws {
        self.directory = directory
        signer = try NoteSigner(name: KeyName("bench.example/log"), type: .ed25519)
    }

    private static func entries(_ range: Range<Int>) -> [[UInt8]] {
        range.map { index in
            let text = "{\"index\":\(index)}"
            return Array(text.utf8) + [UInt8](repeating: UInt8(index & 0xFF), count: entryBytes - text.utf8.count)
        }
    }

    private func open(_ name: String) throws -> LogWriter {
        try LogWriter(directory: "\(directory)/\(name)", key: signer.verifier, creating: true)
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// One sync for each batch: the log's own, beside the same number of bytes appended to one file.
    func appends() throws {
        for batch in [1, 16, 64, 256] {
            let count = min(20_000, batch * 500)
            let log = try open("append-\(batch)")
            var ours = 0.0, floor = 0.0
            let file = "\(directory)/floor-\(batch)"
            var offset = 0
            for start in stride(from: 0, to: count, by: batch) {
                let entries = Self.entries(start..<start + batch)
                ours += try seconds { try log.append(entries) }
                let bytes = Array(entries.joined())
                floor += try seconds {
                    try FileOperations.real.write(file, offset, bytes)
                    try FileOperations.real.syncFile(file)
                }
                offset += bytes.count
            }
            print(
                "append, batches of \(batch): \(rate(count, ours)) entries/s; bare write and sync "
                    + "\(rate(count, floor)); × \(String(format: "%.2f", ours / floor))")
        }
    }

    /// Tiles, a signature and a published checkpoint after each batch.
    func publications() throws {
        for batch in [16, 256] {
            let log = try open("publish-\(batch)")
            let count = batch * 100
            let time = try seconds {
                for start in stride(from: 0, to: count, by: batch) {
                    try log.append(Self.entries(start..<start + batch))
                    try log.publish(try log.checkpoint(signedBy: signer))
                }
            }
            print("append and publish, batches of \(batch): \(rate(count, time)) entries/s")
        }
    }

    /// 100,000 entries: written, read with every check, and checked file by file; memory at 10,000 and at 100,000.
    func reading() throws {
        let log = try open("read")
        let batch = 1000
        for size in [10_000, 100_000] {
            while log.size < size { try log.append(Self.entries(log.size..<log.size + batch)) }
            try log.publish(try log.checkpoint(signedBy: signer))
            resetPeakMemory()
            let before = peakMemory()
            var bytes = 0
            let reading = try seconds {
                try log.reader().forEachEntry(in: 0..<size) { _, entry in bytes += entry.count }
            }
            let read = peakMemory()
            var findings = 0
            let checking = try seconds {
                findings = try LogFsck.check(directory: log.directory, key: signer.verifier).findings.count
            }
            print(
                "read and verify \(size) entries: \(text(reading)) s, \(bytes) bytes, peak +\(read - before) KiB; "
                    + "fsck \(text(checking)) s, \(findings) findings, peak +\(peakMemory() - before) KiB")
        }
    }

    private func rate(_ count: Int, _ seconds: Double) -> Int { Int(Double(count) / seconds) }

    private func text(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

    /// Peak resident memory in KiB since the last reset; 0 where the system doesn't say.
    private func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    private func resetPeakMemory() {
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    }
}
