// SPDX-License-Identifier: Apache-2.0
//
// Serves a directory of publications on loopback, for a look at them. Any web server can do the same.

import Foundation
import Hummingbird
import Logging

enum PublicationServer {
    static func run(_ directory: URL) async throws {
        let port = try FreePorts.take(1)[0]
        let router = Router()
        router.middlewares.add(FileMiddleware(directory.path, searchForIndexHtml: true))
        router.get("/") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: index(of: directory))))
        }
        var logger = Logger(label: "serve")
        logger.logLevel = .warning
        Terminal.write("Serving on http://127.0.0.1:\(port)/ until Ctrl-C.\n")
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.runService(gracefulShutdownSignals: [.sigint, .sigterm])
    }

    private static func index(of directory: URL) -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        let items = names.sorted()
            .filter { FileManager.default.fileExists(atPath: directory.appending(path: "\($0)/index.html").path) }
            .map { "<li><a href=\"/\($0)/index.html\">\($0)</a></li>" }
            .joined()
        return """
            <!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Publications</title></head>
            <body><h1>Publications</h1><ul>\(items)</ul></body></html>
            """
    }
}
