// SPDX-License-Identifier: Apache-2.0
//
// Sets as their permits expire.

import Cedar
import CedarProver
import Testing

@Suite struct StageTests {
    private static let text = """
        @id("early") @expire("2027-02-28") permit(principal, action, resource) when { context.n > 20 };
        @id("late") @expire("2030-12-31") permit(principal, action, resource) when { context.n > 10 };
        @id("same") @expire("2030-12-31") permit(principal, action, resource) when { context.b };
        @id("never") permit(principal, action, resource);
        @id("unreadable") @expire("31/12/2030") permit(principal, action, resource);
        @id("no") @expire("2020-01-01") forbid(principal, action, resource) when { context.n < 11 };
        """

    @Test func `G11 what expires can only tighten`() throws {
        let stages = try Sample.set(Self.text).stages
        #expect(stages.map(\.from) == [nil, "2027-03-01", "2031-01-01"])
        #expect(
            stages.map { $0.policies.policies.map(\.id) } == [
                ["early", "late", "same", "no"], ["late", "same", "no"], ["no"],
            ])
        #expect(stages.map(\.expired) == [["never", "unreadable"], ["early"], ["late", "same"]])
        let prover = try Sample.prover()
        for (before, after) in zip(stages, stages.dropFirst()) {
            let verdict = try prover.compare(before.policies, after.policies).verdict
            #expect([.equivalent, .lessPermissive].contains(verdict))
        }
    }

    @Test func `the dates of change are the days after the last ones`() throws {
        #expect(try Sample.set(Self.text).changeDates == ["2027-03-01", "2031-01-01"])
        #expect(try Sample.set("forbid(principal, action, resource);").changeDates.isEmpty)
    }

    @Test func `a set that is safe today and not when its guard expires would be found`() throws {
        // Forbids don't expire: were this one to, the floor would fall on 2027-03-01.
        let set = try Sample.set(
            """
            @expire("2030-12-31") permit(principal, action, resource);
            @id("guard") @expire("2027-02-28") forbid(principal, action, resource) when { context.n < 11 };
            """)
        let floor = try #require(Sample.set(FloorTests.floor).policies.first)
        let prover = try Sample.prover()
        for stage in set.stages { #expect(try prover.implies(stage.policies, floor: floor).isProven) }
        let without = set.filter { $0.id != "guard" }
        #expect(try !prover.implies(without, floor: floor).isProven)
    }
}
