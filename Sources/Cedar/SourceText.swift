// SPDX-License-Identifier: Apache-2.0
//
// A Cedar text and the places in it. Offsets count UTF-8 bytes, as the lexer does; lines and columns count
// from 1 and columns count characters, as people do.

/// A whole policy or schema text and the name of the file it came from.
package final class SourceText: Sendable {
    package let file: String
    package let utf8: [UInt8]
    private let lineStarts: [Int]

    package init(_ text: String, file: String) {
        self.file = file
        utf8 = Array(text.utf8)
        var starts = [0]
        for (offset, byte) in utf8.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        lineStarts = starts
    }

    package func text(in range: Range<Int>) -> String {
        String(decoding: utf8[range.clamped(to: 0..<utf8.count)], as: UTF8.self)
    }

    /// Position in `lineStarts` of the line that holds the offset.
    func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The bytes of a line, without its line break.
    func lineRange(_ index: Int) -> Range<Int> {
        let start = lineStarts[index]
        var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : utf8.count
        if end > start, utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<max(start, end)
    }
}

/// A place in a Cedar text. Two spans are equal when file and offsets are.
package struct CedarSpan: Hashable, Sendable {
    package let source: SourceText
    /// Offsets in UTF-8 bytes.
    package let range: Range<Int>

    package init(_ source: SourceText, _ range: Range<Int>) {
        self.source = source
        self.range = range
    }

    package static func == (left: CedarSpan, right: CedarSpan) -> Bool {
        left.range == right.range && left.source.file == right.source.file
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(range)
    }

    package var file: String { source.file }

    /// Counts from 1.
    package var line: Int { source.lineIndex(of: range.lowerBound) + 1 }

    /// Counts from 1, in characters.
    package var column: Int {
        let start = source.lineRange(line - 1).lowerBound
        return source.text(in: start..<max(start, range.lowerBound)).count + 1
    }

    /// The whole first line of the place.
    package var lineText: String { source.text(in: source.lineRange(line - 1)) }

    /// What the place holds, as it was written.
    package var text: String { source.text(in: range) }

    /// Characters to underline in the first line, at least 1.
    package var length: Int {
        let end = min(range.upperBound, source.lineRange(line - 1).upperBound)
        return max(1, source.text(in: range.lowerBound..<max(range.lowerBound, end)).count)
    }
}
