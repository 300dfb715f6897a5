// SPDX-License-Identifier: Apache-2.0
//
// The row of the table `trips`, and its text: CSV (RFC 4180, line ends LF) that PostgreSQL's COPY takes.
// Written byte by byte, since a demonstration writes nearly two million of them.

import Studies

/// One row of an operator's table; zones are indices into the territory, its count standing for the outside.
struct TripRecord: Sendable {
    /// The customer's number at this operator, from 1.
    let customer: Int32
    let card: Int32
    /// Days since the start of the records.
    let day: Int
    let departure: Int32
    let duration: Int32
    let origin: UInt16
    let destination: UInt16
    let fareKind: Customers.FareKind
    let distance: Int32

    static let columns = [
        "person_id", "card_id", "departed_at", "arrived_at", "origin_zone", "destination_zone", "mode", "fare_kind",
        "distance_m",
    ]
}

/// Writes records of one operator.
struct TripWriter: Sendable {
    let letter: UInt8
    private let mode: [UInt8]
    private let zones: [[UInt8]]
    private let days: [[UInt8]]
    private let fareKinds: [[UInt8]]

    /// - Parameters:
    ///   - letter: what person numbers begin with.
    ///   - dayCount: days that a record may depart on; it may arrive on the day after.
    init(letter: UInt8, mode: String, territory: Territory, start: Day, dayCount: Int) {
        self.letter = letter
        self.mode = Array(mode.utf8)
        zones = (territory.zones.map(\.code) + [Territory.outsideCode]).map(Self.field)
        days = (0...dayCount).map { Array((start + $0).description.utf8) }
        fareKinds = Customers.FareKind.allCases.map { Array("\($0)".utf8) }
    }

    func append(_ record: TripRecord, to bytes: inout [UInt8]) {
        appendPerson(record.customer, to: &bytes)
        bytes.append(Self.comma)
        appendCard(record.card, to: &bytes)
        bytes.append(Self.comma)
        appendTime(record.day, Int(record.departure), to: &bytes)
        bytes.append(Self.comma)
        appendTime(record.day, Int(record.departure + record.duration), to: &bytes)
        for field in [zones[Int(record.origin)], zones[Int(record.destination)], mode] {
            bytes.append(Self.comma)
            bytes.append(contentsOf: field)
        }
        bytes.append(Self.comma)
        bytes.append(contentsOf: fareKinds[Int(record.fareKind.rawValue)])
        bytes.append(Self.comma)
        Self.appendNumber(UInt32(record.distance), to: &bytes)
        bytes.append(Self.lineFeed)
    }

    /// `B0000001`
    func appendPerson(_ customer: Int32, to bytes: inout [UInt8]) {
        bytes.append(letter)
        Self.appendSeven(UInt32(customer), to: &bytes)
    }

    /// `BC0000001`
    private func appendCard(_ card: Int32, to bytes: inout [UInt8]) {
        bytes.append(letter)
        bytes.append(UInt8(ascii: "C"))
        Self.appendSeven(UInt32(card), to: &bytes)
    }

    // MARK: Single values, as they stand in a row

    var modeText: String { String(decoding: mode, as: UTF8.self) }

    func personText(_ customer: Int32) -> String { Self.text { appendPerson(customer, to: &$0) } }

    func cardText(_ card: Int32) -> String { Self.text { appendCard(card, to: &$0) } }

    /// - Parameter second: since the day's midnight.
    func timeText(_ day: Int, _ second: Int32) -> String { Self.text { appendTime(day, Int(second), to: &$0) } }

    private static func text(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text as a CSV field, quoted where it must be.
    static func field(_ text: String) -> [UInt8] {
        let special: (UInt8) -> Bool = { $0 == comma || $0 == lineFeed || $0 == 13 || $0 == UInt8(ascii: "\"") }
        guard text.utf8.contains(where: special) else { return Array(text.utf8) }
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        return bytes + [UInt8(ascii: "\"")]
    }

    static let comma = UInt8(ascii: ",")
    static let lineFeed = UInt8(ascii: "\n")

    /// `2026-03-02 08:15:30`
    private func appendTime(_ day: Int, _ second: Int, to bytes: inout [UInt8]) {
        let (overflow, second) = second.quotientAndRemainder(dividingBy: 86_400)
        bytes.append(contentsOf: days[day + overflow])
        bytes.append(UInt8(ascii: " "))
        Self.appendTwo(UInt32(second / 3_600), to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.appendTwo(UInt32(second / 60 % 60), to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.appendTwo(UInt32(second % 60), to: &bytes)
    }

    /// Divisors are constants, so that the compiler multiplies instead.
    private static func appendSeven(_ value: UInt32, to bytes: inout [UInt8]) {
        appendDigit(value / 1_000_000, to: &bytes)
        appendTwo(value / 10_000 % 100, to: &bytes)
        appendTwo(value / 100 % 100, to: &bytes)
        appendTwo(value % 100, to: &bytes)
    }

    @inline(__always)
    private static func appendTwo(_ value: UInt32, to bytes: inout [UInt8]) {
        appendDigit(value / 10, to: &bytes)
        appendDigit(value, to: &bytes)
    }

    @inline(__always)
    private static func appendDigit(_ value: UInt32, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }

    static func appendNumber(_ value: UInt32, to bytes: inout [UInt8]) {
        if value >= 10 { appendNumber(value / 10, to: &bytes) }
        appendDigit(value, to: &bytes)
    }
}
