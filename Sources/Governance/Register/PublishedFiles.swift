// SPDX-License-Identifier: Apache-2.0
//
// The list of a publication's files: what its record in the register names by hash. Whoever has the files
// can hold each against it; the files themselves need not be in the register's store.

import Studies

package struct PublishedFiles: Hashable, Sendable {
    static let format = "regie/published-files/1"

    /// The mandate that they were published under.
    package let mandate: String
    /// Lowercase hex SHA-256 by path below the publication's folder.
    package let files: [String: String]

    /// - Parameter files: the bytes of each, by path.
    package init(mandate: String, files: [String: [UInt8]]) {
        self.mandate = mandate
        self.files = files.mapValues(TextHash.of)
    }

    /// The canonical document.
    package var bytes: [UInt8] {
        JSONValue.object([
            "files": .object(files.mapValues { .string($0) }), "format": .string(PublishedFiles.format),
            "mandate": .string(mandate),
        ]).canonicalBytes
    }

    package var hash: String { TextHash.of(bytes) }

    /// - Throws: `.malformedDocument` with the member's path.
    package init(bytes: [UInt8]) throws(GovernanceError) {
        let fields = try JSONFields(
            CanonicalDocument.parse(bytes, name: "published files"), path: "", members: ["files", "format", "mandate"])
        guard try fields.text("format") == PublishedFiles.format, case .object(let members) = try fields.value("files")
        else { throw fields.error("files", "this is no list of files", help: "give paths with their SHA-256") }
        let list = try JSONFields(.object(members), path: "files", members: Array(members.keys))
        var files: [String: String] = [:]
        for path in members.keys { files[path] = try list.hash(path) }
        guard !files.isEmpty else {
            throw fields.error("files", "the list is empty", help: "list what was published")
        }
        mandate = try fields.hash("mandate")
        self.files = files
    }

    /// Paths of the list whose bytes are others or missing, and paths that the list doesn't have; sorted.
    package func differences(from published: [String: [UInt8]]) -> [String] {
        let found = published.mapValues(TextHash.of)
        return Set(files.keys).union(found.keys).filter { files[$0] != found[$0] }.sorted()
    }
}
