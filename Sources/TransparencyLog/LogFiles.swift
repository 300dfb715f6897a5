// SPDX-License-Identifier: Apache-2.0
//
// Files of a log's directory, each put in place as a whole and durably: drafts are written under `.state`, which is
// on the same file system, so that no half-written file ever has a public name.

struct LogFiles: Sendable {
    let directory: String
    let operations: FileOperations
    /// Directories that this process has made sure of, their parents synced.
    private var made: Set<String> = []
    /// Directories with new names that are not synced yet.
    private var touched: Set<String> = []

    init(directory: String, operations: FileOperations) {
        self.directory = directory
        self.operations = operations
    }

    static let stateDirectory = ".state"

    var source: DirectorySource { DirectorySource(directory: directory) }
    var state: String { "\(directory)/\(LogFiles.stateDirectory)" }
    var journal: String { "\(state)/journal" }
    var lock: String { "\(state)/lock" }
    private var draft: String { "\(state)/draft" }

    func makeStateDirectory() throws(LogError) {
        for path in [directory, state] {
            try operations.makeDirectory(path)
            try operations.syncDirectory(FileOperations.parent(of: path))
        }
    }

    /// Writes a public file, which is on the disk after the next `sync`.
    mutating func put(_ path: String, _ bytes: [UInt8]) throws(LogError) {
        let parent = FileOperations.parent(of: path)
        try make(parent)
        try operations.put("\(directory)/\(path)", bytes, draft: draft)
        touched.insert(parent)
    }

    /// Returns once every file that was put is on the disk under its name.
    mutating func sync() throws(LogError) {
        for path in touched.sorted() { try operations.syncDirectory(path == "." ? directory : "\(directory)/\(path)") }
        touched = []
    }

    func replaceJournal(_ bytes: [UInt8]) throws(LogError) {
        try operations.replace(journal, with: bytes, draft: draft)
    }

    /// Writes a document unless it is there already, whole.
    mutating func store(_ document: [UInt8]) throws(LogError) -> LogHash {
        let hash = LogHash.of(document)
        let path = DocumentPath.of(hash)
        let stored = try? source.read(path, limit: document.count)
        guard stored != document || !made.contains(FileOperations.parent(of: path)) else { return hash }
        try put(path, document)
        try sync()
        return hash
    }

    /// Makes a directory below the log's, with its parents.
    private mutating func make(_ path: String) throws(LogError) {
        guard path != ".", !made.contains(path) else { return }
        let parent = FileOperations.parent(of: path)
        try make(parent)
        try operations.makeDirectory("\(directory)/\(path)")
        try operations.syncDirectory(parent == "." ? directory : "\(directory)/\(parent)")
        made.insert(path)
    }

    /// Forgets partial tiles that a larger tree has made full. What can't be removed stays, and does no harm.
    mutating func sweep(from earlier: Int, to size: Int) {
        for level in [nil] + (0..<TilePath.levels).map(Optional.some) {
            let height = 8 * ((level ?? 0) + 1)
            for index in (earlier >> height)..<(size >> height) {
                let partials = TilePath(level: level, index: index).partialDirectory
                guard let names = DirectoryList.names(in: "\(directory)/\(partials)") else { continue }
                for name in names { try? operations.remove("\(directory)/\(partials)/\(name)") }
                try? operations.remove("\(directory)/\(partials)")
                made.remove(partials)
            }
        }
    }
}
