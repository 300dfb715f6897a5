// SPDX-License-Identifier: Apache-2.0
//
// Names in directories, in order, one directory at a time: a log has some hundreds of files in each.

import Foundation

enum DirectoryList {
    /// Sorted; nil when there is no such directory.
    static func names(in path: String) -> [String]? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Every file below a directory, with its path from there; links count as files.
    static func forEachFile(below path: String, _ prefix: String = "", _ body: (String) throws(LogError) -> Void)
        throws(LogError)
    {
        for name in names(in: path) ?? [] {
            let full = "\(path)/\(name)", relative = prefix.isEmpty ? name : "\(prefix)/\(name)"
            var status = stat()
            let isDirectory = lstat(full, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            if isDirectory { try forEachFile(below: full, relative, body) } else { try body(relative) }
        }
    }
}
