// SPDX-License-Identifier: Apache-2.0
//
// `regie holder map [FILE]`: checks that a holder's tables can be read as a dataset and says how good its records are.
// With a file, the tables that the file maps, and `--apply` puts it in force; without one, the tables as they are.

import ArgumentParser
import Foundation
import HolderNode
import Studies

struct HolderMapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract:
            "Check the holder's tables, mapped to a dataset by a file or as they are; say how good the records are.",
        discussion: """
            A mapping says in YAML which column, or which expression that cannot fail, is read as each column of the \
            dataset, and where the people stand who objected. Nothing is changed without --apply.
            """)

    @Argument(help: "The mapping's YAML file; without one, the tables that are read now.", completion: .file())
    var file: String?

    @OptionGroup var place: HolderPlace

    @Flag(help: "Put the mapping in force, in a schema of its own in the holder's database.")
    var apply = false

    func validate() throws {
        guard file != nil || !apply else {
            throw ValidationError("--apply puts a mapping in force: give its file")
        }
    }

    func run() async throws {
        try await place.atDesk { desk in
            guard let file else {
                let datasets = desk.datasets
                guard !datasets.isEmpty else {
                    throw Refusal(
                        "no dataset of the catalogue names `\(desk.id)` as a source",
                        help: "have the catalogue or the holder's identifier mended")
                }
                for dataset in datasets { Terminal.write(try await desk.check(dataset).describe()) }
                return
            }
            let mapping = try Mapping(
                yaml: try HolderPlace.text(of: file, "a mapping's YAML file"), file: file, catalogue: desk.catalogue)
            Terminal.write(try await desk.check(mapping).describe())
            guard apply else {
                return Terminal.write("\nNothing was changed; --apply puts this mapping in force.\n")
            }
            try await desk.apply(mapping, at: PartyRunner.now())
            Terminal.write(
                "\nThe mapping is in force: `\(mapping.dataset.id)` is read from `\(mapping.table)` through the schema "
                    + "`\(Mapping.schema(of: mapping.dataset))`.\n")
        }
    }
}
