// SPDX-License-Identifier: Apache-2.0
//
// Canonical JSON: the byte form of RFC 8785 (section 3.2.3 for the order of keys), and what the strict reader refuses.

import Studies
import Testing

@Suite struct CanonicalJSONTests {
    private func read(_ text: String, depth: Int = 64) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: text.utf8, maximumDepth: depth)
    }

    @Test func `keys stand in the order of their UTF-16 code units`() throws {
        // The keys of RFC 8785 section 3.2.3: an emoji (surrogates D83D DE02) comes before U+FB33.
        let text = """
            {"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude02":5,"\\u0080":6,"\\u00f6":7}
            """
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😂\":5,\"\u{FB33}\":3}"
        #expect(try read(text).canonicalText.utf8.elementsEqual(expected.utf8))
    }

    @Test func `strings are escaped only where they must be`() {
        let value = JSONValue.string("\u{1}\u{8}\t\n\u{C}\r\"\\/é\u{7F}")
        #expect(value.canonicalText == "\"\\u0001\\b\\t\\n\\f\\r\\\"\\\\/é\u{7F}\"")
    }

    @Test func `white space and order of keys do not change the bytes`() throws {
        let value = try read(" { \"b\" : [ 1 , -2 , null , true , false , { } , [ ] ] , \"a\" : \"x\" } \n")
        #expect(value.canonicalText == #"{"a":"x","b":[1,-2,null,true,false,{},[]]}"#)
        #expect(try read(value.canonicalText) == value)
    }

    @Test(arguments: [
        ("{\"a\":1,\"a\":2}", JSONError.Reason.duplicateKey), ("{\"é\":1,\"e\u{301}\":2}", .duplicateKey),
        ("1.5", .number), ("1e3", .number), ("01", .number), ("-0", .number), ("-", .number),
        ("9007199254740992", .number), ("99999999999999999999", .number), ("\"\u{1}\"", .control),
        ("\"\\x\"", .escape), ("\"\\ud800\"", .escape), ("\"\\udc00\"", .escape), ("\"\\u12g4\"", .escape),
        ("", .ended), ("[1", .ended), ("{\"a\":", .ended), ("[1,]", .unexpected), ("{,}", .unexpected),
        ("nul", .unexpected), ("\u{FEFF}1", .unexpected), ("1 2", .trailing), ("{a:1}", .unexpected),
    ])
    func `a text that is not strict JSON is refused`(text: String, reason: JSONError.Reason) {
        #expect(throws: JSONError(reason: reason, offset: 0)) { try read(text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONError(reason: .notUTF8, offset: 0)) {
            try JSONValue(parsing: [0x22, 0xFF, 0x22])
        }
    }

    @Test func `depth is bounded`() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try read(nested(64))
        #expect(throws: JSONError(reason: .tooDeep, offset: 0)) { try read(nested(65)) }
        #expect(throws: JSONError(reason: .tooDeep, offset: 0)) { try read(nested(100_000)) }
    }

    @Test func `the content hash is SHA-256 in lowercase`() {
        #expect(
            ContentHash.hex(of: "abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
