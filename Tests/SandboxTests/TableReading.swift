// SPDX-License-Identifier: Apache-2.0
//
// Reads the sandbox's CSV rows back, by means of its own, and sums bytes up.

import Sandbox

/// One row of `trips`.
struct Row {
    let person: String
    let card: String
    let departed: String
    let arrived: String
    let origin: String
    let destination: String
    let mode: String
    let fare: String
    let metres: Int

    /// Nil unless the line has nine fields and a whole distance.
    init?(_ line: some Sequence<UInt8>) {
        let fields = String(decoding: Array(line), as: UTF8.self).split(
            separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 9, let metres = Int(fields[8]) else { return nil }
        person = String(fields[0])
        card = String(fields[1])
        departed = String(fields[2])
        arrived = String(fields[3])
        origin = String(fields[4])
        destination = String(fields[5])
        mode = String(fields[6])
        fare = String(fields[7])
        self.metres = metres
    }

    var pair: String { "\(origin) \(destination)" }
    /// `2026-03-02`
    var day: String { String(departed.prefix(10)) }
    var hour: Int { Int(departed.dropFirst(11).prefix(2)) ?? -1 }
}

extension Sandbox {
    func bytes(of id: String) throws -> [UInt8] {
        Array(try tripChunks(of: id).joined())
    }

    /// All rows; throws when a line isn't a row.
    func rows(of id: String) throws -> [Row] {
        struct NotARow: Error { let line: String }
        return try bytes(of: id).split(separator: UInt8(ascii: "\n")).map { line in
            guard let row = Row(line) else { throw NotARow(line: String(decoding: line, as: UTF8.self)) }
            return row
        }
    }

    func objections(of id: String) throws -> [String] {
        try objectionChunks(of: id).joined().split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

/// FNV-1a of 64 bits: enough to notice any change of bytes.
func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
}
