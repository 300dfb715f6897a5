// SPDX-License-Identifier: Apache-2.0
//
// Values: what their texts mean, where they end, and that they print as a policy would write them.

import Cedar
import Testing

@Test(arguments: [
    ("0.0", Int64?(0)), ("1.5", 15_000), ("-0.0001", -1), ("-0.5", -5_000), ("922337203685477.5807", .max),
    ("-922337203685477.5808", .min), ("922337203685477.5808", nil), ("-922337203685477.5809", nil), ("1", nil),
    ("1.", nil),
    (".5", nil), ("1.00000", nil), ("+1.0", nil), ("1.0 ", nil), ("--1.0", nil), ("", nil), ("٣.٠", nil),
    ("99999999999999999999.0", nil),
])
func `decimals have one to four digits and 64 bits`(text: String, expected: Int64?) {
    #expect(Decimal4(text)?.tenThousandths == expected)
}

@Test(arguments: [
    ("1d", Int64?(86_400_000)), ("-1d2h3m4s5ms", -93_784_005), ("0ms", 0), ("9223372036854775807ms", .max),
    ("-9223372036854775808ms", .min), ("9223372036854775808ms", nil), ("106751991168d", nil), ("1s1m", nil),
    ("1h1h", nil),
    ("-", nil), ("", nil), ("1", nil), ("ms", nil), ("1D", nil), ("1 d", nil), ("1m5", nil),
])
func `durations take their units once and in order`(text: String, expected: Int64?) {
    #expect(DurationText.milliseconds(text) == expected)
}

@Test(arguments: [
    ("1970-01-01", Int64?(0)), ("2026-03-02", 1_772_409_600_000), ("2000-02-29T23:59:59.999Z", 951_868_799_999),
    ("1969-12-31T23:59:59Z", -1_000), ("1970-01-01T01:00:00+0100", 0), ("1970-01-01T00:00:00.5Z", nil),
    ("0000-01-01", -62_167_219_200_000), ("9999-12-31T23:59:59.999-2359", 253_402_387_139_999), ("1900-02-29", nil),
    ("1970-01-01T00:00:60Z", nil), ("1970-01-01T00:00:00+2400", nil), ("1970-01-01T00:00:00+0060", nil),
    ("1970-01-01T00:00:00", nil), ("1970-1-1", nil), ("1970-00-01", nil), ("1970-01-00", nil), ("1970-01-01Z", nil),
    ("", nil),
])
func `datetimes take five forms and real days only`(text: String, expected: Int64?) {
    #expect(CivilTime.milliseconds(text) == expected)
}

@Test(arguments: [
    Value.bool(true), .long(.min), .string("a\"b\\\n\u{e9}\u{301}\u{7}"), .entity("N::T", "x\u{200b}y"),
    .strings(["b", "a"]), .record(["if": .long(1), "plain": .set([])]), .decimal(Decimal4(tenThousandths: .min)),
    .datetime(-1), .datetime(951_868_799_999), .duration(.min),
])
func `a value prints as a policy writes it`(value: Value) throws {
    let answer = try response(when: "context.v == \(value)", ["v": value])
    #expect(answer.decision == .allow, "\(value) \(answer.errors)")
}

@Test func `strings are compared scalar by scalar`() {
    #expect(Value.string("\u{e9}") != .string("e\u{301}"))
    #expect(EntityUID(type: "T", id: "\u{212a}") != EntityUID(type: "T", id: "K"))
    #expect(Set<Value>([.string("\u{e9}"), .string("e\u{301}")]).count == 2)
    #expect(Value.record(["\u{e9}": .long(1)]) != .record(["e\u{301}": .long(1)]))
}

@Test func `an entity of a look-alike type is of another type`() throws {
    let request = Request(
        principal: EntityUID(type: "\u{212a}ind", id: "x"), action: sampleRequest().action,
        resource: sampleRequest().resource, context: [:])
    for text in [
        "permit(principal is Kind, action, resource);",
        "permit(principal, action, resource) when { principal is Kind };",
    ] {
        #expect(Authorizer.isAuthorized(request, try policies(text)).decision == .deny)
    }
}
