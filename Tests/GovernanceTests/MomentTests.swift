// SPDX-License-Identifier: Apache-2.0
//
// Moments: one text for one moment, against Foundation's ISO 8601 formatter, and what is no moment.

import Foundation
import Governance
import RegieTesting
import Testing

@Suite struct MomentTests {
    @Test func `moments read and write as the ISO 8601 formatter does`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let seconds = Int64.random(in: 0..<7_258_118_400, using: &generator)
            let moment = try #require(Moment(secondsSinceEpoch: seconds))
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
            #expect(moment.description == expected)
            #expect(Moment(expected) == moment)
            #expect(Moment(moment.date) == moment)
        }
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T08:30:00", "2026-11-22T08:30:00+00:00", "2026-11-22T24:00:00Z",
        "2026-11-22T08:60:00Z", "2026-11-22T08:30:60Z", "2026-02-29T08:30:00Z", "2026-11-22 08:30:00Z",
        "2026-11-22T08:30:00z", "2026-11-22T08:30:00.0Z", "1969-12-31T23:59:59Z", "2026-11-22T٠8:30:00Z",
    ])
    func `other texts are no moment`(_ text: String) {
        #expect(Moment(text) == nil)
    }

    @Test func `moments end with the year 2199 and never overflow`() throws {
        let last = try #require(Moment("2199-12-31T23:59:59Z"))
        #expect(last.adding(seconds: 1) == nil)
        #expect(last.adding(seconds: .max) == nil)
        #expect(Moment(secondsSinceEpoch: -1) == nil)
        #expect(Moment(Date.distantFuture) == nil)
        #expect(Moment(Date(timeIntervalSince1970: .nan)) == nil)
    }
}
