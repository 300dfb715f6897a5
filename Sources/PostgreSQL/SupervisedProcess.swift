// SPDX-License-Identifier: Apache-2.0
//
// A child process that does not outlive this one, however this one ends, SIGKILL included. A shell stands in between
// and reads a pipe, the lifeline, whose other end only this process holds: at its end of file the shell has
// the child shut down and removes what was to be removed: SIGINT each second, because a child that has only just
// started ignores it until its handler stands; after a minute SIGQUIT, then SIGKILL. Both are in a session of their
// own, out of reach of a terminal's Ctrl-C.

import CPostgreSQL
import Foundation
import Synchronization

/// The process ends when `end()` is called, when this process dies, or by itself.
package final class SupervisedProcess: Sendable {
    private struct State {
        var lifeline: Int32?
        var exitStatus: Int32?
    }

    private let supervisor: pid_t
    private let state: Mutex<State>

    /// `$1` and `$2` are removed once the lifeline was cut, unless they are empty; the rest is the command.
    private static let script = """
        trap 'kill -INT "$child" 2>/dev/null' INT TERM HUP
        trap 'cut=1; kill -INT "$child" 2>/dev/null' USR1
        cut= first=$1 second=$2
        shift 2
        exec 3<&0
        "$@" </dev/null 3<&- &
        child=$!
        (
            trap - INT TERM HUP USR1
            read -r _ <&3
            kill -USR1 $$
            seconds=0
            while [ $seconds -lt 60 ]; do
                sleep 1
                seconds=$((seconds + 1))
                kill -INT "$child"
            done
            kill -QUIT "$child"
            sleep 5
            kill -KILL "$child"
        ) >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        while :; do
            wait "$child"
            status=$?
            kill -0 "$child" 2>/dev/null || break
        done
        kill -KILL "$watcher" 2>/dev/null
        if [ -n "$cut" ]; then
            [ -z "$first" ] || rm -rf -- "$first"
            [ -z "$second" ] || rm -rf -- "$second"
        fi
        exit "$status"
        """

    /// - Parameters:
    ///   - command: absolute path of the program, then its arguments.
    ///   - log: receives what the program prints.
    ///   - removedAtEnd: two paths at most, removed when the lifeline ends.
    package init(command: [String], log: URL, removedAtEnd: [URL] = []) throws {
        let removed = (removedAtEnd.map(\.path) + ["", ""]).prefix(2)
        let arguments = ["/bin/sh", "-c", Self.script, "regie-supervisor"] + removed + command
        var ends: [Int32] = [-1, -1]
        let output = open(log.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw Self.error("`\(log.path)` cannot be written") }
        defer { close(output) }
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Self.error("no pipe could be opened") }
        defer { close(ends[0]) }
        do {
            supervisor = try Self.spawn(arguments, input: ends[0], output: output)
        } catch {
            close(ends[1])
            throw error
        }
        state = Mutex(State(lifeline: ends[1]))
    }

    deinit { cutLifeline() }

    /// How the process ended, as a shell says it: 0 for success; nil while it runs.
    package func exitStatus() -> Int32? {
        state.withLock { state in
            if let known = state.exitStatus { return known }
            var status: Int32 = 0
            let waited = waitpid(supervisor, &status, WNOHANG)
            guard waited != 0 else { return nil }
            let isExit = status & 0x7F == 0
            state.exitStatus = waited == supervisor ? (isExit ? status >> 8 & 0xFF : 128 + status & 0x7F) : -1
            return state.exitStatus
        }
    }

    /// Blocks until the process has ended by itself; nil when it still runs after that many seconds.
    package func wait(seconds: Int) -> Int32? {
        for _ in 0..<(seconds * 100) {
            if let status = exitStatus() { return status }
            usleep(10_000)
        }
        return exitStatus()
    }

    /// Has the process shut down; `wait` tells when it has.
    package func cutLifeline() {
        state.withLock { state in
            if let lifeline = state.lifeline { close(lifeline) }
            state.lifeline = nil
        }
    }

    private static func spawn(_ arguments: [String], input: Int32, output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | regie_spawn_setsid)
        return try spawn(arguments, &actions, &attributes)
    }

    private static func spawn(
        _ arguments: [String], _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t
    ) throws -> pid_t {
        let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"]
        let argumentList = arguments.map { strdup($0) } + [nil]
        let environmentList = environment.map { strdup($0) } + [nil]
        defer { (argumentList + environmentList).forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, arguments[0], &actions, &attributes, argumentList, environmentList)
        guard result == 0 else { throw error("`\(arguments[0])` could not be started") }
        return process
    }

    private static func error(_ message: String) -> DatabaseError {
        let reason = String(cString: strerror(errno))
        return DatabaseError(.cluster, "\(message): \(reason)", help: "free files or processes, or check the rights")
    }
}
