// SPDX-License-Identifier: Apache-2.0
//
// A text that a person wrote and the places in it, for messages. Lines and columns count from 1; columns
// count characters here, where YAML marks count Unicode scalars and PostgreSQL's parser counts bytes.

struct SourceText: Hashable, Sendable {
    let file: String
    let lines: [String]

    init(file: String, text: String) {
        self.file = file
        // A carriage return before a line feed makes one character with it.
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }

    /// A place clipped to the line; nil when there is no such line.
    func span(line: Int, column: Int, length: Int) -> SourceSpan? {
        guard lines.indices.contains(line - 1) else { return nil }
        let text = lines[line - 1]
        let start = min(max(1, column), text.count + 1)
        return SourceSpan(
            file: file, line: line, column: start, lineText: text, length: min(length, max(1, text.count + 1 - start)))
    }

    /// The column in characters of a column in Unicode scalars.
    func column(ofScalar scalarColumn: Int, line: Int) -> Int {
        guard lines.indices.contains(line - 1) else { return 1 }
        let scalars = lines[line - 1].unicodeScalars
        return String(String.UnicodeScalarView(scalars.prefix(max(0, scalarColumn - 1)))).count + 1
    }

    /// The second line after this one that begins with a YAML key, or the first.
    func secondLine(ofKey key: String, from first: Int) -> SourceSpan? {
        let places = lines.indices.filter { index in
            index >= first - 1 && lines[index].drop { $0 == " " }.hasPrefix(key + ":")
        }
        guard let index = places.dropFirst().first ?? places.first else {
            return span(line: max(1, first), column: 1, length: Int.max)
        }
        let indent = lines[index].prefix { $0 == " " }.count
        return span(line: index + 1, column: indent + 1, length: key.count)
    }
}

extension Study {
    /// The text of a study file's bytes, or the line that has a byte which is no part of UTF-8.
    package static func text(of bytes: [UInt8], file: String) throws(StudyError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw StudyError(
            .encoding, "this byte is not UTF-8",
            at: SourceSpan(
                file: file, line: index + 1, column: validPrefix(of: lines[index]).count + 1,
                lineText: String(decoding: lines[index], as: UTF8.self), length: 1),
            help: "save the file as UTF-8 text")
    }

    private static func validPrefix(of line: ArraySlice<UInt8>) -> String {
        var decoder = UTF8()
        var bytes = line.makeIterator()
        var scalars = String.UnicodeScalarView()
        while case .scalarValue(let scalar) = decoder.decode(&bytes) { scalars.append(scalar) }
        return String(scalars)
    }
}
