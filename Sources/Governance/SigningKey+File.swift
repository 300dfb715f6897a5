// SPDX-License-Identifier: Apache-2.0
//
// Key files: canonical JSON with the party's identifier and both halves of its key, readable by its owner
// alone (0600). A file that others can read is refused, and so is one whose halves don't belong together.

import DAP
import Foundation
import Studies

extension SigningKey {
    private static let format = "regie/key/1"

    /// Makes the file, which must not exist yet; the folder must.
    /// - Parameter id: whose key it is: a seat's or a server's identifier.
    package func save(to path: String, id: String) throws(GovernanceError) {
        let document = JSONValue.object([
            "format": .string(SigningKey.format), "id": .string(id), "private": .string(Base64URL.encode(secret)),
            "public": .string(verificationKey.description),
        ])
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw SigningKey.error(
                path, "the key file cannot be made", help: "choose a name that doesn't exist in a folder that does")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(document.canonicalBytes + [UInt8(ascii: "\n")]))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw SigningKey.error(path, "the key file cannot be written", help: "see whether the disk is full")
        }
    }

    /// - Returns: the key, and whose it is.
    package static func load(from path: String) throws(GovernanceError) -> (key: SigningKey, id: String) {
        let bytes: [UInt8]
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
            guard mode & 0o077 == 0 else {
                throw error(path, "others can read the key file", help: "set its mode to 0600, or enrol a fresh key")
            }
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch let error as GovernanceError {
            throw error
        } catch {
            throw self.error(path, "the key file cannot be read", help: "give the path of a key file of your own")
        }
        let fields = try JSONFields(
            CanonicalDocument.parse(bytes, name: "key file"), path: "", members: ["format", "id", "private", "public"])
        guard try fields.text("format") == format,
            let key = SigningKey(secret: try fields.bytes("private", atMost: 32)),
            key.verificationKey == (try fields.key("public"))
        else { throw error(path, "this is no key file", help: "enrol a fresh key") }
        return (key, try fields.identifier("id"))
    }

    private static func error(_ path: String, _ message: String, help: String) -> GovernanceError {
        GovernanceError(.keyFile, message, at: path, help: help)
    }
}
