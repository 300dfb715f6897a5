// SPDX-License-Identifier: Apache-2.0
//
// "Upload Request": a report, its sealed input shares, and what they are bound to.

package struct ReportMetadata: Hashable, WireMessage {
    package let id: ReportID
    /// In units of the task's time precision.
    package let time: UInt64

    package init(id: ReportID, time: UInt64) {
        self.id = id
        self.time = time
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        guard let id = ReportID(try reader.read(fixed: ReportID.byteCount)) else {
            throw DAPError(.invalidMessage, "a report identifier isn't 16 bytes")
        }
        self.id = id
        time = try reader.read(UInt64.self)
        // No public extension is known, so the list must be empty.
        _ = try [Extension].read(from: &reader, known: [])
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(fixed: id.bytes)
        writer.write(time)
        try writer.write(items: [Extension](), length: UInt16.self)
    }
}

package struct Report: Hashable, WireMessage {
    package let metadata: ReportMetadata
    package let publicShare: [UInt8]
    package let leaderShare: HpkeCiphertext
    package let helperShare: HpkeCiphertext

    package init(
        metadata: ReportMetadata, publicShare: [UInt8], leaderShare: HpkeCiphertext, helperShare: HpkeCiphertext
    ) {
        self.metadata = metadata
        self.publicShare = publicShare
        self.leaderShare = leaderShare
        self.helperShare = helperShare
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        metadata = try ReportMetadata(from: &reader)
        publicShare = try reader.read(opaque: UInt32.self)
        leaderShare = try HpkeCiphertext(from: &reader)
        helperShare = try HpkeCiphertext(from: &reader)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try metadata.encode(to: &writer)
        try writer.write(opaque: publicShare, length: UInt32.self)
        try leaderShare.encode(to: &writer)
        try helperShare.encode(to: &writer)
    }
}

/// What an aggregator finds when it opens its share.
package struct PlaintextInputShare: Hashable, WireMessage {
    package let privateExtensions: [Extension]
    package let payload: [UInt8]

    package init(privateExtensions: [Extension], payload: [UInt8]) {
        self.privateExtensions = privateExtensions
        self.payload = payload
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        privateExtensions = try [Extension].read(from: &reader, known: [.holder])
        payload = try reader.read(opaque: UInt32.self, atLeast: 1)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try writer.write(items: privateExtensions, length: UInt16.self)
        try writer.write(opaque: payload, length: UInt32.self)
    }
}

/// Who a holder's report comes from, proved to each aggregator apart: the signature covers the share that
/// this aggregator opens, so a leader can neither forge a holder's report nor swap the helper's half.
package struct HolderSeal: Hashable, WireMessage {
    package let holder: String
    /// Ed25519, 64 bytes.
    package let signature: [UInt8]

    package init(holder: String, signature: [UInt8]) {
        self.holder = holder
        self.signature = signature
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        let name = try reader.read(opaque: UInt8.self, atLeast: 1)
        guard let holder = String(validating: name, as: UTF8.self) else {
            throw DAPError(.invalidExtension, "a holder's name isn't UTF-8")
        }
        self.holder = holder
        signature = Array(try reader.read(fixed: 64))
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try writer.write(opaque: Array(holder.utf8), length: UInt8.self)
        writer.write(fixed: signature)
    }

    /// The bytes that a holder signs for one aggregator.
    package static func message(
        task: TaskID, role: Role, metadata: ReportMetadata, publicShare: [UInt8], holder: String, payload: [UInt8]
    ) throws(DAPError) -> [UInt8] {
        var writer = WireWriter()
        writer.write(fixed: Array("regie holder report\n".utf8))
        writer.write(fixed: task.bytes)
        writer.write(role.rawValue)
        try metadata.encode(to: &writer)
        try writer.write(opaque: publicShare, length: UInt32.self)
        try writer.write(opaque: Array(holder.utf8), length: UInt8.self)
        try writer.write(opaque: payload, length: UInt32.self)
        return writer.bytes
    }
}

/// `InputShareAad`.
func inputShareAssociatedData(
    task: TaskID, configuration: TaskConfiguration, metadata: ReportMetadata, publicShare: [UInt8]
) throws(DAPError) -> [UInt8] {
    var writer = WireWriter()
    writer.write(fixed: task.bytes)
    writer.write(fixed: try configuration.encoded())
    try metadata.encode(to: &writer)
    try writer.write(opaque: publicShare, length: UInt32.self)
    return writer.bytes
}
