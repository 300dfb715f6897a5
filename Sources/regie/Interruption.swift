// SPDX-License-Identifier: Apache-2.0
//
// Ctrl-C and SIGTERM cancel what runs, so that it can put everything away before the process ends.

import ArgumentParser
import Dispatch
import Foundation

enum Interruption {
    static func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        }
        do {
            try await task.value
        } catch  where task.isCancelled {
            FileHandle.standardError.write(Data("\nregie: stopped; nothing was published\n".utf8))
            throw ExitCode(130)
        }
    }
}
