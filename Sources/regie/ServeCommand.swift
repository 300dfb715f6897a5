// SPDX-License-Identifier: Apache-2.0
//
// `regie serve DIR`: publications that were made before, on this machine only, until Ctrl-C.

import ArgumentParser
import Foundation

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a directory of publications on this machine until Ctrl-C.")

    @Argument(help: "The directory, such as `demo-output`.", completion: .directory)
    var directory: String

    func run() async throws {
        try await Failure.reported {
            let place = URL(fileURLWithPath: directory)
            guard FileManager.default.fileExists(atPath: place.appending(path: "index.html").path) else {
                throw Refusal(
                    "`\(directory)` has no `index.html`", help: "give the directory that `regie demo --output` named")
            }
            try await PublicationServer.run(place)
        }
    }
}
