// SPDX-License-Identifier: Apache-2.0
//
// Swift's text with comments, string literals and backticked names blanked out, so that braces and words
// that remain are code. Lines keep their numbers. So are regular expressions between `#/` and `/#`; those
// between slashes alone are left as they are. It works on bytes: the tree has a million of them.

struct BlankedSwift: Sendable {
    /// As many lines as the text has.
    let lines: [Substring]

    init(_ text: String) {
        var scanner = Scanner(input: Array(text.utf8))
        scanner.code(until: nil)
        lines = String(decoding: scanner.output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    private struct Scanner {
        let input: [UInt8]
        var position = 0
        var output: [UInt8] = []

        private static let newline = UInt8(ascii: "\n")
        private static let space = UInt8(ascii: " ")
        private static let pound = UInt8(ascii: "#")
        private static let quote = UInt8(ascii: "\"")
        private static let slash = UInt8(ascii: "/")
        private static let star = UInt8(ascii: "*")
        private static let backslash = UInt8(ascii: "\\")
        private static let backtick = UInt8(ascii: "`")
        private static let opening = UInt8(ascii: "(")
        private static let closing = UInt8(ascii: ")")

        init(input: [UInt8]) {
            self.input = input
            output.reserveCapacity(input.count)
        }

        /// Zero beyond the end.
        private func byte(_ offset: Int = 0) -> UInt8 {
            position + offset < input.count ? input[position + offset] : 0
        }

        private mutating func blank(_ count: Int = 1) {
            for _ in 0..<count where position < input.count {
                output.append(byte() == Scanner.newline ? Scanner.newline : Scanner.space)
                position += 1
            }
        }

        private mutating func blank(until isEnd: (Scanner) -> Bool) {
            while position < input.count, !isEnd(self) { blank() }
        }

        /// Code up to the end, or to the parenthesis that closes an interpolation.
        mutating func code(until end: UInt8?) {
            var depth = 0
            while position < input.count {
                switch (byte(), byte(1)) {
                case (Scanner.slash, Scanner.slash): blank { $0.byte() == Scanner.newline }
                case (Scanner.slash, Scanner.star): comment()
                case (Scanner.pound, Scanner.slash):
                    blank { $0.byte() == Scanner.slash && $0.byte(1) == Scanner.pound && $0.byte(-1) != Scanner.pound }
                    blank(2)
                case (Scanner.backtick, _):
                    blank()
                    blank { $0.byte() == Scanner.backtick }
                    blank()
                case (Scanner.quote, _), (Scanner.pound, Scanner.pound), (Scanner.pound, Scanner.quote):
                    literal()
                case (Scanner.closing, _) where end == Scanner.closing && depth == 0: return
                default:
                    if byte() == Scanner.opening { depth += 1 }
                    if byte() == Scanner.closing { depth -= 1 }
                    output.append(byte())
                    position += 1
                }
            }
        }

        private mutating func comment() {
            var depth = 0
            repeat {
                let isOpening = byte() == Scanner.slash && byte(1) == Scanner.star
                let isClosing = byte() == Scanner.star && byte(1) == Scanner.slash
                depth += isOpening ? 1 : isClosing ? -1 : 0
                blank(isOpening || isClosing ? 2 : 1)
            } while depth > 0 && position < input.count
        }

        private func repeats(_ wanted: UInt8, _ count: Int, at offset: Int) -> Bool {
            (0..<count).allSatisfy { byte(offset + $0) == wanted }
        }

        private mutating func literal() {
            var pounds = 0
            while byte(pounds) == Scanner.pound { pounds += 1 }
            let quotes = repeats(Scanner.quote, 3, at: pounds) ? 3 : 1
            blank(pounds + quotes)
            while position < input.count {
                if repeats(Scanner.quote, quotes, at: 0), repeats(Scanner.pound, pounds, at: quotes) { break }
                guard byte() == Scanner.backslash, repeats(Scanner.pound, pounds, at: 1) else {
                    blank()
                    continue
                }
                let interpolates = byte(pounds + 1) == Scanner.opening
                blank(pounds + 2)
                if interpolates {
                    code(until: Scanner.closing)
                    blank()
                }
            }
            blank(quotes + pounds)
        }
    }
}
