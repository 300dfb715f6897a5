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
        var logger = Logger(label: "serve")
        logger.logLevel = .warning
        Terminal.write("Serving on http://127.0.0.1:\(port)/ until Ctrl-C.\n")
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.runService(gracefulShutdownSignals: [.sigint, .sigterm])
    }
}
