// SPDX-License-Identifier: Apache-2.0
//
// Gathering what the holder's page says.

import Governance
import Policies
import Studies

extension HolderDesk {
    /// - Parameter policies: a folder's files by name; its schema and floors give way to those of the trust root, for
    ///   they bind.
    /// - Throws: `.refusal` when the trust root enrols no such holder; what is wrong with the policies.
    package func page(policies files: [String: String], on day: Day) async throws -> HolderPage {
        guard let holder = root.holder(id) else {
            throw HolderError(
                .refusal, "the trust root enrols no holder `\(id)`; enrol it, or give another state directory")
        }
        var files = files.filter { !$0.key.hasPrefix(PolicyFolder.examplesFolder + "/") }
        files[PolicyFolder.schemaFile] = root.schemaText
        files[PolicyFolder.charterFile] = root.floorsText
        let explanation = try Explanation(PolicyFolder(files: files))
        var mappings: [String: Mapping] = [:]
        for dataset in datasets {
            guard let text = try await store.mapping(of: dataset.id) else { continue }
            mappings[dataset.id] = try Mapping(yaml: text, file: "mapping in force", catalogue: catalogue)
        }
        return HolderPage(
            holder: holder, root: root, datasets: datasets, mappings: mappings, history: try await history(),
            rules: explanation.rules(on: Set(datasets.map(\.id))), day: day)
    }
}
