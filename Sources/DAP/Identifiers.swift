// SPDX-License-Identifier: Apache-2.0
//
// "Basic Type Definitions" and "Task Configuration": identifiers, shown as unpadded base64url, and
// intervals, counted in units of a task's time precision.

import Foundation

/// 32 bytes; in a trust they derive from the mandate's body hash.
package struct TaskID: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32
    package let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == TaskID.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Nil unless the text is 32 bytes in unpadded base64url.
    package init?(base64URL text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes)
    }

    package var description: String { Base64URL.encode(bytes) }
}

/// 16 random bytes: also the VDAF's nonce.
package struct ReportID: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 16
    package let bytes: [UInt8]

    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == ReportID.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    package static func random() -> ReportID {
        var generator = SystemRandomNumberGenerator()
        return ReportID(unchecked: (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { Base64URL.encode(bytes) }
}

/// Unpadded base64url (RFC 4648 sections 3.2 and 5), decoded strictly: one text for each value.
package enum Base64URL {
    package static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    package static func decode(_ text: String) -> [UInt8]? {
        let standard =
            text
            .replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let data = Data(base64Encoded: standard + padding) else { return nil }
        let bytes = Array(data)
        return encode(bytes) == text ? bytes : nil
    }
}

/// "Times, Durations and Intervals": `start` included, `start + duration` excluded.
package struct Interval: Hashable, WireMessage {
    package let start: UInt64
    package let duration: UInt64

    package init(start: UInt64, duration: UInt64) {
        self.start = start
        self.duration = duration
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        start = try reader.read(UInt64.self)
        duration = try reader.read(UInt64.self)
        guard !start.addingReportingOverflow(duration).overflow else {
            throw DAPError(.invalidMessage, "an interval ends beyond the range of times")
        }
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(start)
        writer.write(duration)
    }

    package func contains(_ time: UInt64) -> Bool {
        time >= start && time - start < duration
    }
}
