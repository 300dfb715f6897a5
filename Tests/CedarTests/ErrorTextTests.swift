// SPDX-License-Identifier: Apache-2.0
//
// What an error shows of the text that it is about.

import Cedar
import Testing

private func error(_ text: String) throws -> CedarError {
    do throws(CedarError) {
        _ = try PolicySet.parse(text, file: "t.cedar")
    } catch {
        return error
    }
    throw NoError()
}

private struct NoError: Error {}

@Test func `the line is shown whole, with carets below the place`() throws {
    let lines = try error("permit(principal, action, resource) when { \"é\" & 1 };").description.split(separator: "\n")
    #expect(lines[2] == "1 | permit(principal, action, resource) when { \"é\" & 1 };")
    let caret = try #require(lines[3].firstIndex(of: "^"))
    #expect(Array(lines[2])[lines[3].distance(from: lines[3].startIndex, to: caret)] == "&")
}

@Test func `of a long line only what stands around the place is shown, with carets below it`() throws {
    let long = String(repeating: "context.b || ", count: 1_000)
    let text = "permit(principal, action, resource) when { \(long)$ || \(long)true };"
    let lines = try error(text).description.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 140 }, "\(lines)")
    let caret = try #require(lines[3].firstIndex(of: "^"))
    let place = lines[3].distance(from: lines[3].startIndex, to: caret)
    #expect(Array(lines[2])[place] == "$" && lines[2].contains("…"))
}

@Test(arguments: ["\u{0}", "\u{1b}", "\u{202e}"])
func `an error never prints a character that would command a terminal`(hidden: String) throws {
    let shown = try error("permit(principal, action, resource) when { \(hidden) };").description
    #expect(!shown.contains(hidden) && shown.contains("\\u{"), "\(shown)")
}
