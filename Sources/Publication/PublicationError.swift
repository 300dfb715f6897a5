// SPDX-License-Identifier: Apache-2.0
//
// Why a publication was not written, in one sentence: what, where, how to mend it. Nothing is left on disk.

package struct PublicationError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop.
    package let message: String
    /// The file or directory concerned; nil when it is none.
    package let path: String?
    /// What to do instead.
    package let help: String

    package init(_ code: Code, _ message: String, at path: String? = nil, help: String) {
        self.code = code
        self.message = message
        self.path = path
        self.help = help
    }

    package static func == (left: PublicationError, right: PublicationError) -> Bool {
        left.code == right.code
    }

    package var description: String {
        let place = path.map { "\($0): " } ?? ""
        return "\(place)\(message); \(help)"
    }
}

extension PublicationError.Code {
    /// Plan, release and assessment do not belong together.
    package static let mismatch = Self("publication-mismatch")
    /// A release without noise outside a fictitious trust.
    package static let unprotected = Self("publication-unprotected")
    /// The directory is there already.
    package static let exists = Self("publication-exists")
    /// A file could not be made or written.
    package static let write = Self("publication-write")
}
