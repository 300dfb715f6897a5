// SPDX-License-Identifier: Apache-2.0
//
// Reads counted flows from CSV (RFC 4180) in flowmap's form: columns `origin`, `dest` and `count` in any
// order, one header line, UTF-8 with or without a byte order mark; other columns are ignored, as flowmap does.
// Zone codes stay text. What cannot be read is refused whole, with the line and the column.

import Studies

extension StudyError.Code {
    package static let flows = Self("flows")
}

/// Flows as somebody counted them.
package struct FlowsFile: Sendable {
    package struct Flow: Hashable, Sendable {
        package let origin: String
        package let destination: String
        /// At least 0.
        package let count: Int
    }

    /// The file's name, for messages and the source's label.
    package let name: String
    package let flows: [Flow]
    /// The sum of all counts.
    package let total: Int

    /// More trips than this are refused: each becomes a row of a database.
    package static let mostTrips = 50_000_000

    package init(name: String, bytes: [UInt8]) throws(StudyError) {
        var reader = FlowsReader(name: name, bytes: bytes)
        let flows = try reader.read()
        var total = 0
        for flow in flows {
            total += flow.count
            guard total <= Self.mostTrips else {
                throw StudyError(
                    .flows, "`\(name)` counts more than \(Self.mostTrips) trips",
                    help: "give a shorter period or fewer flows")
            }
        }
        guard total > 0 else {
            throw StudyError(.flows, "`\(name)` counts no trip", help: "give at least one flow with a count above 0")
        }
        self.name = name
        self.flows = flows
        self.total = total
    }
}

/// One reading of one file.
private struct FlowsReader {
    let name: String
    private let lines: [Substring]
    private let isText: Bool
    /// Where origin, dest and count stand in a line, and how many fields the header has.
    private var places = (origin: 0, destination: 0, count: 0, fields: 0)

    init(name: String, bytes: [UInt8]) {
        self.name = name
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        let text = String(validating: body, as: UTF8.self)
        isText = text != nil
        lines = (text ?? "").split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    mutating func read() throws(StudyError) -> [FlowsFile.Flow] {
        guard isText else {
            throw StudyError(.flows, "`\(name)` is not UTF-8 text", help: "save it as CSV in UTF-8")
        }
        try readHeader()
        var flows: [FlowsFile.Flow] = []
        for (index, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
            flows.append(try flow(line, index + 1))
        }
        return flows
    }

    private mutating func readHeader() throws(StudyError) {
        let header = lines.first ?? ""
        let names = try fields(header, 1).map(\.text)
        guard let origin = names.firstIndex(of: "origin"), let destination = names.firstIndex(of: "dest"),
            let count = names.firstIndex(of: "count")
        else {
            let help =
                header.contains(";") && !header.contains(",")
                ? "separate the columns by commas, not by semicolons" : "begin the file with `origin,dest,count`"
            throw error("the first line does not name the columns `origin`, `dest` and `count`", header, 1, 0, help)
        }
        places = (origin, destination, count, names.count)
    }

    private func flow(_ line: Substring, _ number: Int) throws(StudyError) -> FlowsFile.Flow {
        let fields = try fields(line, number)
        guard fields.count == places.fields else {
            throw error(
                "this line has \(fields.count) columns where the first has \(places.fields)", line, number, 0,
                "write one value for each column; put a value that contains a comma between double quotes")
        }
        for (place, column) in [(places.origin, "origin"), (places.destination, "dest")]
        where fields[place].text.isEmpty {
            throw error(
                "the column `\(column)` is empty", line, number, fields[place].start,
                "write a zone code, or `\(Territory.outsideCode)`")
        }
        let count = fields[places.count]
        guard count.text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(count.text),
            value <= FlowsFile.mostTrips
        else {
            throw error(
                "`\(count.text)` is not a count of trips", line, number, count.start,
                "write a whole number from 0 to \(FlowsFile.mostTrips), without separators")
        }
        return FlowsFile.Flow(
            origin: fields[places.origin].text, destination: fields[places.destination].text, count: value)
    }

    private struct Field {
        var text: String
        /// Characters before it in the line.
        let start: Int
    }

    /// Fields without surrounding spaces; a quoted field may hold commas and doubled quotes, but no line end.
    private func fields(_ line: Substring, _ number: Int) throws(StudyError) -> [Field] {
        var fields = [Field(text: "", start: 0)]
        var quoted = false
        for (column, character) in line.enumerated() {
            if character == "\"" {
                quoted.toggle()
                // A doubled quote inside a quoted field closes it and opens it again.
                let before = column > 0 ? line[line.index(line.startIndex, offsetBy: column - 1)] : ","
                if quoted, before == "\"" { fields[fields.count - 1].text.append("\"") }
            } else if character == ",", !quoted {
                fields.append(Field(text: "", start: column + 1))
            } else {
                fields[fields.count - 1].text.append(character)
            }
        }
        guard !quoted else {
            throw error("a double quote is not closed", line, number, 0, "close it on the same line")
        }
        return fields.map { field in
            let trimmed = field.text.drop(while: \.isWhitespace)
            let end = trimmed.lastIndex { !$0.isWhitespace }.map { trimmed.index(after: $0) } ?? trimmed.startIndex
            return Field(text: String(trimmed[..<end]), start: field.start)
        }
    }

    private func error(
        _ message: String, _ line: Substring, _ number: Int, _ start: Int, _ help: String
    ) -> StudyError {
        let rest = line.dropFirst(start)
        let length = start == 0 ? line.count : rest.prefix { $0 != "," }.count
        return StudyError(
            .flows, message,
            at: SourceSpan(file: name, line: number, column: start + 1, lineText: String(line), length: length),
            help: help)
    }
}
