// SPDX-License-Identifier: Apache-2.0
//
// `regie holder page`: the page for a holder's lawyers, as one HTML file.

import ArgumentParser
import Foundation
import Governance
import HolderNode

struct HolderPageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page",
        abstract: "Write the page that a lawyer can read: what can be asked, what leaves, what cannot.")

    @OptionGroup var place: HolderPlace

    @Option(help: "The HTML file to write; replaced if it exists.", completion: .file(extensions: ["html"]))
    var output = "holder.html"

    @Option(help: "The folder of policies.", completion: .directory)
    var policies = "policies"

    func run() async throws {
        try await place.atDesk { desk in
            let page = try await desk.page(policies: PolicyFiles.read(policies), on: PartyRunner.now().day)
            let html = try page.html()
            do {
                try Data(html.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
            } catch {
                throw Refusal("`\(output)` can't be written", help: "give --output a file that you may write")
            }
            Terminal.write("\(output)\n")
        }
    }
}
