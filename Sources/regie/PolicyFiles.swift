// SPDX-License-Identifier: Apache-2.0
//
// A folder of policies, or one policy text with the folder around it, read from disk for `regie policy`.

import Cedar
import Foundation
import Policies
import Sandbox

enum PolicyFiles {
    /// The files of a folder, by their path inside it.
    static func read(_ directory: String) throws -> [String: String] {
        let folder = URL(fileURLWithPath: directory, isDirectory: true)
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard let names else {
            throw Refusal("`\(directory)` is no folder that can be read", help: "give a folder such as `policies`")
        }
        var files: [String: String] = [:]
        for name in names where name.hasSuffix(".cedar") || isNamed(name) { files[name] = try text(folder, name) }
        let examples = folder.appending(path: PolicyFolder.examplesFolder)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: examples.path)) ?? []
        where name.hasSuffix(".yaml") {
            files["\(PolicyFolder.examplesFolder)/\(name)"] = try text(examples, name)
        }
        return files
    }

    /// A folder; or a text (`.cedar`, or a form in `.yaml`) in place of every rule of the folder around it, or of
    /// another folder where its own has no schema.
    static func folder(_ path: String, beside other: String? = nil) throws -> PolicyFolder {
        let url = URL(fileURLWithPath: path)
        guard ["cedar", "yaml"].contains(url.pathExtension) else { return try PolicyFolder(files: read(path)) }
        let directory = url.deletingLastPathComponent()
        var files = try read(directory.path)
        if let other, files[PolicyFolder.schemaFile] == nil { files = try read(self.directory(of: other)) }
        let isCharter = url.lastPathComponent == PolicyFolder.charterFile
        for name in files.keys where !isCharter && name.hasSuffix(".cedar") && name != PolicyFolder.charterFile {
            files[name] = nil
        }
        let text = try text(directory, url.lastPathComponent)
        if url.pathExtension == "yaml" {
            files["\(url.lastPathComponent).cedar"] = try FormCompiler(files: files).cedar(of: text, file: path)
        } else {
            files[url.lastPathComponent] = text
        }
        return try PolicyFolder(files: files)
    }

    private static func directory(of path: String) -> String {
        let url = URL(fileURLWithPath: path)
        return ["cedar", "yaml"].contains(url.pathExtension) ? url.deletingLastPathComponent().path : path
    }

    static func text(_ folder: URL, _ name: String) throws -> String {
        guard let data = try? Data(contentsOf: folder.appending(path: name)),
            let text = String(data: data, encoding: .utf8)
        else {
            throw Refusal(
                "`\(folder.appending(path: name).relativePath)` can't be read as UTF-8 text",
                help: "look whether the path is right and the file is text")
        }
        return text
    }

    private static func isNamed(_ name: String) -> Bool {
        name == PolicyFolder.schemaFile || name == PolicyFolder.vocabularyFile
    }
}
