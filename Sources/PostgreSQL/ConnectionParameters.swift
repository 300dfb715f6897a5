// SPDX-License-Identifier: Apache-2.0
//
// Where a database is and who asks (libpq documentation, "Parameter Key Words"), from values, from a
// `postgresql://` URL or from a keyword string; libpq itself reads the last two. No textual form shows the password.

import CPostgreSQL

package struct ConnectionParameters: Sendable, Hashable, CustomStringConvertible {
    /// A host name, or the absolute path of the directory of the server's Unix socket.
    package var host: String
    package var port: Int
    package var database: String
    package var user: String
    package var password: Secret?
    /// Further keywords of libpq, such as `sslmode` and `sslrootcert`.
    package var options: [String: String]

    package init(
        host: String, port: Int = 5432, database: String, user: String, password: Secret? = nil,
        options: [String: String] = [:]
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.options = options
    }

    /// From `postgresql://user:password@host:port/database?sslmode=verify-full` or `host=… dbname=… user=…`.
    package init(parsing text: String) throws {
        var values = try Self.keywords(of: text)
        func take(_ keyword: String) throws -> String {
            guard let value = values.removeValue(forKey: keyword), !value.isEmpty else {
                throw Self.error("the address of the database has no `\(keyword)`")
            }
            return value
        }
        let portText = values.removeValue(forKey: "port") ?? "5432"
        guard let port = Int(portText), (1...65_535).contains(port) else {
            throw Self.error("the port of the database's address is not a number from 1 to 65535")
        }
        let password = values.removeValue(forKey: "password").map { Secret($0) }
        try self.init(
            host: take("host"), port: port, database: take("dbname"), user: take("user"), password: password)
        options = values
    }

    /// The keywords that are set. libpq's own message is dropped as it may quote the password.
    private static func keywords(of text: String) throws -> [String: String] {
        guard !text.utf8.contains(0), let parsed = PQconninfoParse(text, nil) else {
            throw error("the address of the database cannot be read")
        }
        defer { PQconninfoFree(parsed) }
        var values: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    private static func error(_ message: String) -> DatabaseError {
        DatabaseError(
            .parameters, message,
            help: "write `postgresql://user:password@host:port/database`, special characters "
                + "as %XX, or `host=… dbname=… user=…`")
    }

    package var description: String {
        "database `\(database)` at `\(host)`, port \(port), as `\(user)`"
    }

    /// All that libpq is told. The session's settings are those that decoding relies on.
    var keywords: [String: String] {
        var result = [
            "application_name": "regie", "connect_timeout": "10", "keepalives_idle": "30",
            "tcp_user_timeout": "30000",
        ]
        result.merge(options) { $1 }
        result["host"] = host
        result["port"] = String(port)
        result["dbname"] = database
        result["user"] = user
        result["password"] = password?.revealed
        result["client_encoding"] = "UTF8"
        let settings = "-c DateStyle=ISO -c bytea_output=hex -c standard_conforming_strings=on"
        result["options"] = [options["options"], settings].compactMap { $0 }.joined(separator: " ")
        return result
    }
}
