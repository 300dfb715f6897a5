// SPDX-License-Identifier: Apache-2.0
//
// Timings of the transparency log: appends with a durable sync for each batch beside a bare write and sync of the
// same bytes, a published checkpoint for each batch, and the reading of 100,000 entries, checked, in how much memory.
// Run by `make bench`; LOG_BENCH_DIRECTORY names a folder on the disk to measure, otherwise the program's own.

import Foundation
import TransparencyLog

let place =
    ProcessInfo.processInfo.environment["LOG_BENCH_DIRECTORY"]
    ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path
let directory = "\(place)/log-bench-\(ProcessInfo.processInfo.processIdentifier)"
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: directory) }

let bench = try LogBench(directory: directory)
try bench.appends()
try bench.publications()
try bench.reading()
