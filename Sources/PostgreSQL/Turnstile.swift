// SPDX-License-Identifier: Apache-2.0
//
// Lets a fixed number of tasks through at a time, first come first served; a task that is cancelled while it waits
// leaves the queue.

import Synchronization

final class Turnstile: Sendable {
    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var waiters: [Waiter] = []
        var nextNumber: UInt64 = 0
        var isClosed = false
    }

    private enum Outcome {
        case passed, waits
        case refused(any Error)
    }

    private let state: Mutex<State>

    init(places: Int) {
        state = Mutex(State(free: places))
    }

    /// Throws CancellationError when cancelled, and `connection-closed` once closed.
    func enter() async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch register(Waiter(number: number, continuation: continuation)) {
                case .passed: continuation.resume()
                case .refused(let error): continuation.resume(throwing: error)
                case .waits: break
                }
            }
        } onCancel: {
            removeWaiter(number)?.continuation.resume(throwing: CancellationError())
        }
    }

    /// A task is marked as cancelled before its handler runs, so that one of the two sees the other's work.
    private func register(_ waiter: Waiter) -> Outcome {
        state.withLock { state in
            if state.isClosed { return .refused(Session.closed) }
            if Task.isCancelled { return .refused(CancellationError()) }
            guard state.free == 0 else {
                state.free -= 1
                return .passed
            }
            state.waiters.append(waiter)
            return .waits
        }
    }

    private func removeWaiter(_ number: UInt64) -> Waiter? {
        state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
    }

    func leave() {
        let next: Waiter? = state.withLock { state in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
            state.free += 1
            return nil
        }
        next?.continuation.resume()
    }

    /// Refuses those who wait and those who come.
    func close() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isClosed = true
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: Session.closed) }
    }
}
