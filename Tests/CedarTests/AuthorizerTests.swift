// SPDX-License-Identifier: Apache-2.0
//
// Permit, forbid, default deny, skip on error, and the explanation of a policy part by part.

import Cedar
import Testing

private let floor = """
    @id("floor")
    forbid(principal, action == Action::"run", resource) unless { context.k >= 11 };
    @id("trips")
    permit(principal is User, action, resource == Dataset::"trips")
    when { context.purpose == "transport" && (context.epsilonMicro <= 1000000 && context.cells < 900) };
    """

private func plan(k: Int64, epsilonMicro: Int64 = 5, cells: Int64 = 10) -> Request {
    sampleRequest([
        "k": .long(k), "purpose": .string("transport"), "epsilonMicro": .long(epsilonMicro), "cells": .long(cells),
    ])
}

@Test func `a satisfied forbid wins over a satisfied permit and is the reason`() throws {
    let answer = Authorizer.isAuthorized(plan(k: 10), try policies(floor))
    #expect(answer.decision == .deny)
    #expect(answer.reasons == ["floor"])
}

@Test func `without a forbid the satisfied permits are the reasons`() throws {
    let answer = Authorizer.isAuthorized(plan(k: 11), try policies(floor))
    #expect(answer.decision == .allow)
    #expect(answer.reasons == ["trips"])
}

@Test func `a default deny has no reasons`() throws {
    let answer = Authorizer.isAuthorized(plan(k: 11, cells: 900), try policies(floor))
    #expect(answer.decision == .deny)
    #expect(answer.reasons.isEmpty)
}

@Test func `G11 a forbid that fails denies in the fail-closed decision`() throws {
    let set = try policies(
        """
        permit(principal, action, resource);
        forbid(principal, action, resource) when { context.missing < 11 };
        """)
    let answer = Authorizer.isAuthorized(sampleRequest(), set)
    #expect(answer.decision == .allow)
    #expect(answer.errors.map(\.policyID) == ["policy1"])
    #expect(answer.failClosedDecision == .deny)
}

@Test func `an action group comes from the schema's groups`() throws {
    let set = try policies("permit(principal, action in [Action::\"other\", Action::\"studies\"], resource);")
    let run = EntityUID(type: "Action", id: "run")
    let groups = ActionGroups(groups: [run: [EntityUID(type: "Action", id: "studies")]])
    #expect(Authorizer.isAuthorized(sampleRequest(), set).decision == .deny)
    #expect(Authorizer.isAuthorized(sampleRequest(), set, groups: groups).decision == .allow)
}

@Test func `every part of a permit has its own outcome`() throws {
    let permit = try #require(try policies(floor)["trips"])
    let parts = Authorizer.explain(plan(k: 11, epsilonMicro: 2_000_000), permit)
    #expect(parts.map(\.clause) == [.principal, .action, .resource, .when, .when, .when])
    #expect(parts.map(\.result) == [.holds, .holds, .holds, .holds, .fails, .holds])
    #expect(parts[0].text == "principal is User")
    #expect(parts[4].text == "context.epsilonMicro <= 1000000")
    #expect(parts[4].span.line == 5)
    let comparison = try #require(parts[4].comparison)
    #expect(comparison.operation == "<=")
    #expect(comparison.contextPath == "context.epsilonMicro")
    #expect(comparison.left == .long(2_000_000))
    #expect(comparison.right == .long(1_000_000))
}

@Test func `a part that fails to evaluate says so and the others still speak`() throws {
    let permit = try #require(try policies(floor)["trips"])
    let parts = Authorizer.explain(sampleRequest(["cells": .long(1)]), permit)
    #expect(parts.map(\.result).suffix(3).map { $0 == .holds } == [false, false, true])
    #expect(parts[3].result == .error(CedarError(.missingAttribute, "", help: "")))
}

@Test func `the parts of an unless are its disjuncts, holding when they are false`() throws {
    let set = try policies("forbid(principal, action, resource) unless { context.k >= 11 || context.cells < 5 };")
    let parts = Authorizer.explain(plan(k: 10), set.policies[0])
    #expect(parts.suffix(2).map(\.clause) == [.unless, .unless])
    #expect(parts.allSatisfy { $0.result == .holds })
    #expect(Authorizer.isAuthorized(plan(k: 10), set).reasons == ["policy0"])
}

@Test(arguments: [10, 11, 900] as [Int64], [1, 2_000_000] as [Int64])
func `a policy applies exactly when all its parts hold`(k: Int64, epsilonMicro: Int64) throws {
    let set = try policies(floor)
    for policy in set.policies {
        let one = try policies(policy.text)
        let request = plan(k: k, epsilonMicro: epsilonMicro, cells: k)
        let answer = Authorizer.isAuthorized(request, one)
        let applies = policy.effect == .permit ? answer.decision == .allow : !answer.reasons.isEmpty
        #expect(applies == Authorizer.explain(request, policy).allSatisfy { $0.result == .holds })
    }
}
