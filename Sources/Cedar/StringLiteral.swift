// SPDX-License-Identifier: Apache-2.0
//
// What a string literal means: Rust's escapes (`\n \r \t \0 \\ \' \" \xHH \u{H..}`), and in the pattern of a `like`
// also `\*`, since a bare `*` there is the wildcard.

/// One step of a `like` pattern.
package enum PatternElement: Hashable, Sendable {
    case wildcard
    case scalar(Unicode.Scalar)
}

struct StringLiteral {
    private let source: SourceText
    private let token: Token
    /// With their offsets.
    private var scalars: [(scalar: Unicode.Scalar, offset: Int)] = []
    private var next = 0

    private init(_ token: Token, in source: SourceText) {
        self.source = source
        self.token = token
        var offset = token.range.lowerBound + 1
        for scalar in token.text.unicodeScalars.dropFirst().dropLast() {
            scalars.append((scalar, offset))
            offset += UTF8.width(scalar)
        }
    }

    static func text(_ token: Token, in source: SourceText) throws(CedarError) -> String {
        var literal = StringLiteral(token, in: source)
        var result = String.UnicodeScalarView()
        for element in try literal.elements(pattern: false) {
            if case .scalar(let scalar) = element { result.append(scalar) }
        }
        return String(result)
    }

    static func pattern(_ token: Token, in source: SourceText) throws(CedarError) -> [PatternElement] {
        var literal = StringLiteral(token, in: source)
        return try literal.elements(pattern: true)
    }

    private mutating func elements(pattern: Bool) throws(CedarError) -> [PatternElement] {
        var result: [PatternElement] = []
        result.reserveCapacity(scalars.count)
        while next < scalars.count {
            let scalar = scalars[next].scalar
            next += 1
            if scalar == "\\" {
                result.append(.scalar(try escape(pattern: pattern)))
            } else if scalar == "\r" {
                throw refused(from: next - 1, "a bare carriage return in a string", help: "write it as `\\r`")
            } else {
                result.append(pattern && scalar == "*" ? .wildcard : .scalar(scalar))
            }
        }
        return result
    }

    /// After the backslash.
    private mutating func escape(pattern: Bool) throws(CedarError) -> Unicode.Scalar {
        let start = next - 1
        guard next < scalars.count else { throw invalid(from: start, pattern: pattern) }
        let mark = scalars[next].scalar
        next += 1
        switch mark {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "0": return "\0"
        case "\\", "'", "\"": return mark
        case "*" where pattern: return mark
        case "x": return try hexadecimal(from: start)
        case "u": return try braced(from: start)
        default: throw invalid(from: start, pattern: pattern)
        }
    }

    /// Two digits, at most 7F.
    private mutating func hexadecimal(from start: Int) throws(CedarError) -> Unicode.Scalar {
        let digits = String(String.UnicodeScalarView(scalars[next...].prefix(2).map(\.scalar)))
        next = min(next + 2, scalars.count)
        guard digits.utf8.count == 2, digits.utf8.allSatisfy({ $0.isHexadecimal }),
            let code = UInt8(digits, radix: 16), code < 0x80
        else {
            throw refused(from: start, "`\\x` needs two digits up to `7F`", help: "write it as `\\u{...}`")
        }
        return Unicode.Scalar(code)
    }

    /// One to six digits in braces, underscores allowed after the first.
    private mutating func braced(from start: Int) throws(CedarError) -> Unicode.Scalar {
        let help = "write `\\u{` one to six hexadecimal digits `}`, naming a character that exists"
        var digits = ""
        var open = next < scalars.count && scalars[next].scalar == "{"
        next += 1
        while open, next < scalars.count, scalars[next].scalar != "}" {
            if scalars[next].scalar != "_" || digits.isEmpty { digits.unicodeScalars.append(scalars[next].scalar) }
            next += 1
        }
        open = open && next < scalars.count
        next = min(next + 1, scalars.count)
        guard open, (1...6).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0.isHexadecimal }),
            let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code)
        else { throw refused(from: start, "`\\u` needs the number of a character in braces", help: help) }
        return scalar
    }

    private func invalid(from start: Int, pattern: Bool) -> CedarError {
        let star = pattern ? " \\*" : ""
        return refused(
            from: start, "not an escape of Cedar",
            help: "the escapes are `\\n \\r \\t \\0 \\\\ \\' \\\" \\xHH \\u{H}\(star)`")
    }

    private func refused(from start: Int, _ message: String, help: String) -> CedarError {
        let lower = scalars[start].offset
        let upper = next < scalars.count ? scalars[next].offset : token.range.upperBound - 1
        return CedarError(.syntax, message, at: CedarSpan(source, lower..<max(lower + 1, upper)), help: help)
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }
}
