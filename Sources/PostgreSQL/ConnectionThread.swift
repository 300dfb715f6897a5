// SPDX-License-Identifier: Apache-2.0
//
// One thread per connection. libpq's calls block it, and never a thread of Swift's pool, however slow the query;
// and they run at the speed of a C program, rows of a COPY included. A call is one job on the thread; a task that
// is cancelled while its job runs has the server cancel the query, and one whose job still waits never starts it.

import CPostgreSQL
import Dispatch
import Foundation
import Synchronization

/// The session is made by the first job and ended by the last; in between it is touched by this thread alone.
final class ConnectionThread: Sendable {
    typealias Job = @Sendable (inout Session?) -> Void

    private struct Queue {
        var jobs: [Job?] = []
        var isFinished = false
    }

    /// Shared by the thread, which outlives the last reference to its ConnectionThread.
    private final class Mailbox: Sendable {
        let queue = Mutex(Queue())
        let arrival = DispatchSemaphore(value: 0)

        /// The next job; nil when there will be none.
        func next() -> Job? {
            arrival.wait()
            return queue.withLock { $0.jobs.removeFirst() }
        }
    }

    private let mailbox = Mailbox()

    init(name: String) {
        let mailbox = mailbox
        let thread = Thread {
            var session: Session?
            while let job = mailbox.next() { job(&session) }
            session?.finish()
        }
        thread.name = name
        thread.start()
    }

    deinit { finish() }

    /// Lets the jobs that wait run, then ends the session and the thread.
    func finish() {
        let isFirst = mailbox.queue.withLock { queue in
            defer { queue.isFinished = true }
            if !queue.isFinished { queue.jobs.append(nil) }
            return !queue.isFinished
        }
        if isFirst { mailbox.arrival.signal() }
    }

    /// False when the thread takes no job any more.
    private func append(_ job: @escaping Job) -> Bool {
        let isTaken = mailbox.queue.withLock { queue in
            if !queue.isFinished { queue.jobs.append(job) }
            return !queue.isFinished
        }
        if isTaken { mailbox.arrival.signal() }
        return isTaken
    }

    /// Runs one job with the session's place, and waits for it without blocking the caller's thread.
    func perform<T: Sendable>(_ body: @escaping @Sendable (inout Session?) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = append { session in
                continuation.resume(with: Result { try body(&session) })
            }
            if !isTaken { continuation.resume(throwing: Session.closed) }
        }
    }

    /// The same for a job that a cancelled task abandons; throws CancellationError then, whatever else went wrong.
    func performCancellably<T: Sendable>(_ body: @escaping @Sendable (Session) throws -> T) async throws -> T {
        let call = CancellableCall()
        return try await withTaskCancellationHandler {
            try await perform { session in
                guard let session else { throw Session.closed }
                guard call.begin(session.canceller) else { throw CancellationError() }
                let result = Result { try body(session) }
                let wasCancelled = call.end()
                if case .failure = result, wasCancelled { throw CancellationError() }
                return try result.get()
            }
        } onCancel: {
            call.cancel()
        }
    }
}

/// The life of one job as its canceller sees it.
private final class CancellableCall: Sendable {
    private enum Phase {
        case waiting
        case running(Canceller)
        case ended
    }

    private let phase = Mutex(Phase.waiting)
    private let isCancelled = Atomic(false)

    /// False when the job was cancelled before it began.
    func begin(_ canceller: Canceller) -> Bool {
        phase.withLock { phase in
            guard !isCancelled.load(ordering: .sequentiallyConsistent) else { return false }
            phase = .running(canceller)
            return true
        }
    }

    /// Waits for a cancel request under way, so that it cannot reach the connection's next query.
    func end() -> Bool {
        phase.withLock { $0 = .ended }
        return isCancelled.load(ordering: .sequentiallyConsistent)
    }

    /// Returns at once; the request to the server is sent from a thread of its own.
    func cancel() {
        isCancelled.store(true, ordering: .sequentiallyConsistent)
        Thread.detachNewThread {
            self.phase.withLock { phase in
                if case .running(let canceller) = phase { canceller.cancel() }
            }
        }
    }
}

/// Asks the server to cancel the query of one connection; usable from any thread (libpq documentation, PQcancel).
final class Canceller: @unchecked Sendable {
    private let handle: OpaquePointer?
    private let socket: Int32

    init(connection: OpaquePointer) {
        handle = PQgetCancel(connection)
        socket = PQsocket(connection)
    }

    deinit { PQfreeCancel(handle) }

    /// Called only while the connection is in use. When the server takes no cancel request, the connection is
    /// broken instead, which frees the thread that waits on it.
    func cancel() {
        var reason = [CChar](repeating: 0, count: 256)
        if PQcancel(handle, &reason, Int32(reason.count)) == 0, socket >= 0 {
            shutdown(socket, Int32(SHUT_RDWR))
        }
    }
}
