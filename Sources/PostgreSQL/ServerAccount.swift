// SPDX-License-Identifier: Apache-2.0
//
// The system account that a private server runs under: the invoking one, or `postgres` for root, as PostgreSQL refuses
// to run as root. `setpriv` (util-linux) changes the account, and has the kernel stop the server when its
// supervisor dies.

import Foundation

struct ServerAccount: Sendable {
    let name: String
    let user: uid_t
    let group: gid_t
    /// True when it is not the invoking account.
    let isOther: Bool

    static func current() throws -> ServerAccount {
        let user = geteuid()
        guard user == 0 else {
            guard let name = name(of: user) else {
                throw DatabaseError(
                    .cluster, "the invoking user \(user) has no name", help: "add it to /etc/passwd")
            }
            return ServerAccount(name: name, user: user, group: getegid(), isOther: false)
        }
        guard let entry = getpwnam("postgres") else {
            throw DatabaseError(
                .cluster, "PostgreSQL does not run as root, and there is no user `postgres` to run it as",
                help: "run `apt-get install postgresql`, or start this program as another user")
        }
        return ServerAccount(
            name: "postgres", user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, isOther: true)
    }

    /// The system account that invokes.
    static var invokerName: String? { name(of: geteuid()) }

    private static func name(of user: uid_t) -> String? {
        getpwuid(user).map { String(cString: $0.pointee.pw_name) }
    }

    /// The command, run under this account.
    func command(_ arguments: [String]) throws -> [String] {
        let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let setpriv else {
            guard !isOther else {
                throw DatabaseError(
                    .cluster, "`setpriv` is missing, which starts the server as `\(name)`",
                    help: "run `apt-get install util-linux`, or start this program as another user than root")
            }
            return arguments
        }
        let account = isOther ? ["--reuid", "\(user)", "--regid", "\(group)", "--init-groups"] : []
        return [setpriv] + account + ["--pdeathsig", "INT", "--"] + arguments
    }

    /// Makes a directory that this account alone may enter (and root).
    func makePrivateDirectory(_ directory: URL) throws {
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try own(directory)
    }

    func own(_ item: URL) throws {
        guard isOther, chown(item.path, user, group) != 0 else { return }
        throw DatabaseError(
            .cluster, "`\(item.path)` cannot be given to the user `\(name)`", help: "choose another state directory")
    }

    /// True when this account may pass through every directory above `path`.
    func canReach(_ path: String) -> Bool {
        guard isOther else { return true }
        var directory = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
        while true {
            var status = stat()
            guard stat(directory.path, &status) == 0 else { return false }
            let bit: mode_t = status.st_uid == user ? 0o100 : status.st_gid == group ? 0o010 : 0o001
            guard status.st_mode & bit != 0 else { return false }
            if directory.path == "/" { return true }
            directory.deleteLastPathComponent()
        }
    }
}
