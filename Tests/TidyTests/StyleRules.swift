// SPDX-License-Identifier: Apache-2.0
//
// How a source file looks (CONTRIBUTING, "Style"): its opening, the lengths of lines, functions and files,
// the words that it doesn't say and the names that it doesn't bear.

import Foundation

enum StyleRules {
    static let lineLimit = 120
    static let functionLimit = 70
    static let fileLimit = 400

    private static func isSource(_ file: SourceFile) -> Bool {
        file.hasExtension(["swift", "c", "h"])
            && (file.isBelow("Sources") || file.isBelow("Tests") || file.isBelow("Benchmarks"))
    }

    /// The licence, then a paragraph that says what the file is.
    static func opening(_ file: SourceFile) -> [Offence] {
        guard isSource(file) else { return [] }
        let lines = file.lines
        guard lines.first == "// SPDX-License-Identifier: Apache-2.0" else {
            return [Offence(path: file.path, line: 1, reason: "opens without the SPDX line")]
        }
        guard lines.count > 2, lines[1] == "//", lines[2].hasPrefix("// "), lines[2].count > 20 else {
            return [Offence(path: file.path, line: 2, reason: "has no paragraph of `//` under the licence")]
        }
        return []
    }

    static func lineLength(_ file: SourceFile) -> [Offence] {
        guard isSource(file) || file.path == "Package.swift" else { return [] }
        return file.lines.enumerated()
            .filter { $0.element.utf8.count > lineLimit && $0.element.count > lineLimit }
            .map { index, line in
                Offence(path: file.path, line: index + 1, reason: "\(line.count) characters, more than \(lineLimit)")
            }
    }

    static func fileLength(_ file: SourceFile) -> [Offence] {
        let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
        guard isSource(file), count > fileLimit else { return [] }
        return [Offence(path: file.path, line: count, reason: "\(count) lines, more than \(fileLimit)")]
    }

    static func functionLength(_ file: SourceFile) -> [Offence] {
        guard isSource(file), file.hasExtension(["swift"]) else { return [] }
        return FunctionSpan.all(in: file.code).filter { $0.length > functionLimit }.map {
            Offence(
                path: file.path, line: $0.first, reason: "a function of \($0.length) lines, more than \(functionLimit)")
        }
    }

    /// A crash that input could reach, or work left for later.
    static func forbiddenWords(_ file: SourceFile) -> [Offence] {
        guard isSource(file), !file.isBelow("Tests/TidyTests") else { return [] }
        var offences = found(["TODO", "FIXME"], in: file.lines, of: file)
        if file.isBelow("Sources"), file.hasExtension(["swift"]) {
            let crashes: [StaticString] = ["fatalError(", "preconditionFailure(", "try!", "as!"]
            offences += found(crashes, in: file.code, of: file)
        }
        return offences
    }

    private static func found(_ words: [StaticString], in lines: [Substring], of file: SourceFile) -> [Offence] {
        lines.enumerated().flatMap { index, line in
            words.filter { line.says($0) && holds(line, "\($0)") }.map {
                Offence(path: file.path, line: index + 1, reason: "says `\($0)`")
            }
        }
    }

    /// Whether the line says the word, and not only a longer one that ends or begins with it.
    private static func holds(_ line: Substring, _ word: String) -> Bool {
        var rest = line
        while let range = rest.range(of: word) {
            let before = rest[..<range.lowerBound].last, after = rest[range.upperBound...].first
            let goesOn = word.last?.isLetter == true && after?.isLetter == true
            if before?.isLetter != true, !goesOn { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// A name that says nothing of what the thing is.
    static func emptyNames(_ file: SourceFile) -> [Offence] {
        let empty: Set = ["Utils", "Util", "Core", "Helpers", "Common", "Misc", "Manager"]
        func isEmpty(_ name: some StringProtocol) -> Bool {
            empty.contains(String(name)) || empty.contains { name.hasSuffix($0) && name.count > $0.count }
        }
        guard isSource(file) else { return [] }
        var offences: [Offence] = []
        let parts = file.path.split(separator: "/").map { $0.prefix { $0 != "." && $0 != "+" } }
        if let part = parts.first(where: isEmpty) {
            offences.append(Offence(path: file.path, line: 1, reason: "is named `\(part)`"))
        }
        guard file.hasExtension(["swift"]) else { return offences }
        for (index, line) in file.code.enumerated() {
            guard
                line.says("struct") || line.says("class") || line.says("enum") || line.says("actor")
                    || line.says("protocol") || line.says("typealias")
            else { continue }
            for type in line.matches(of: /\b(?:struct|class|enum|actor|protocol|typealias) +(\w+)/).map(\.1)
            where isEmpty(type) {
                offences.append(Offence(path: file.path, line: index + 1, reason: "a type is named `\(type)`"))
            }
        }
        return offences
    }
}

/// A function or initialiser with a body: its first and last lines, from 1.
struct FunctionSpan {
    let first: Int
    let last: Int

    var length: Int { last - first + 1 }

    static func all(in code: [Substring]) -> [FunctionSpan] {
        code.indices.compactMap { index in
            let line = code[index]
            guard line.says("func") || line.says("init") || line.says("subscript") else { return nil }
            let declaration = /(?:^|[^.\w])(?:func\b|init[?]? *[<(]|deinit\b|subscript *[<(])/
            guard let match = line.firstMatch(of: declaration) else { return nil }
            let opened = match.output.hasSuffix("(") ? 1 : 0
            let rest = line[match.range.upperBound...]
            guard let last = end(of: rest, then: code[(index + 1)...], parentheses: opened) else { return nil }
            return FunctionSpan(first: index + 1, last: index + 1 + last)
        }
    }

    /// Lines until the body's closing brace; nil for a requirement without a body.
    private static func end(of rest: Substring, then lines: ArraySlice<Substring>, parentheses: Int) -> Int? {
        var parentheses = parentheses
        var braces = 0
        var line = rest
        for offset in 0...lines.count {
            if offset > 0 { line = lines[lines.startIndex + offset - 1] }
            for byte in line.utf8 {
                switch byte {
                case UInt8(ascii: "("): parentheses += 1
                case UInt8(ascii: ")"): parentheses -= 1
                case UInt8(ascii: "{") where parentheses == 0 || braces > 0: braces += 1
                case UInt8(ascii: "}") where braces == 0 && parentheses == 0: return nil
                case UInt8(ascii: "}") where braces > 0:
                    braces -= 1
                    if braces == 0 { return offset }
                default: break
                }
            }
        }
        return nil
    }
}
