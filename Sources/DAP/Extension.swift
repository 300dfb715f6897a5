// SPDX-License-Identifier: Apache-2.0
//
// Typed extensions, as tasks, reports and jobs carry them: strictly increasing types, unknown ones
// refused. The drafts register none for reports; Régie's own take the private-use end of the range.

package struct Extension: Hashable, WireMessage {
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
    }

    package let kind: Kind
    package let data: [UInt8]

    package init(_ kind: Kind, _ data: [UInt8]) {
        self.kind = kind
        self.data = data
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        kind = Kind(rawValue: try reader.read(UInt16.self))
        data = try reader.read(opaque: UInt16.self)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(kind.rawValue)
        try writer.write(opaque: data, length: UInt16.self)
    }
}

extension Extension.Kind {
    /// Task: the noise that both aggregators owe (NoiseParameters).
    package static let noise = Self(rawValue: 0xFF01)
    /// Task: SHA-256 of the mandate's body.
    package static let mandate = Self(rawValue: 0xFF02)
    /// Report, private: who the holder is, with its signature over this aggregator's share (HolderSeal).
    package static let holder = Self(rawValue: 0xFF03)
}

extension Array where Element == Extension {
    /// Reads a list and refuses types outside `known`, out of order or given twice.
    static func read(from reader: inout WireReader, known: Set<Extension.Kind>) throws(DAPError) -> [Extension] {
        let list = try reader.read(items: Extension.self, length: UInt16.self)
        for (before, after) in zip(list, list.dropFirst()) where before.kind.rawValue >= after.kind.rawValue {
            throw DAPError(.invalidExtension, "extensions are out of order at type \(after.kind.rawValue)")
        }
        for item in list where !known.contains(item.kind) {
            throw DAPError(.unsupportedExtension, "extension type \(item.kind.rawValue) isn't known here")
        }
        return list
    }

    func first(_ kind: Extension.Kind) -> Extension? {
        first { $0.kind == kind }
    }
}
