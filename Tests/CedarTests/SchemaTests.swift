// SPDX-License-Identifier: Apache-2.0
//
// Schema text: what it declares, how names are found, what is refused; and requests checked against it.

import Cedar
import Testing

let sampleSchemaText = """
    // What may be asked.
    @doc("studies")
    namespace Regie {
      entity User;
      entity Dataset enum ["mobility-trips", "libraries"];
      entity Purpose enum ["transport", "health"];
      type Period = { from: datetime, to: datetime };
      type StudyPlan = {
        purpose: Purpose,
        columns: Set<Column>,
        period: Period,
        "k": Long,
        epsilonMicro: __cedar::Long,
        share: decimal,
        delay?: duration,
        @note("free text") note?: String,
        approvedByBallot: Bool,
      };
      entity Column enum ["zone", "hour", "fare"];
      action studies;
      action run, rerun in [studies] appliesTo { principal: User, resource: [Dataset], context: StudyPlan, };
      action "read only" in Action::"studies" appliesTo { principal: [User], resource: Dataset };
    }
    """

func sampleSchema() throws(CedarError) -> Schema {
    try Schema.parse(sampleSchemaText, file: "test.cedarschema")
}

func schemaError(_ text: String) -> CedarError.Code? {
    do throws(CedarError) {
        _ = try Schema.parse(text, file: "test.cedarschema")
        return nil
    } catch {
        return error.code
    }
}

@Test func `a schema declares types, vocabularies, actions and groups`() throws {
    let schema = try sampleSchema()
    #expect(schema.entityTypes["Regie::Dataset"]?.enumeration == ["mobility-trips", "libraries"])
    let run = try #require(schema.actions[EntityUID(type: "Regie::Action", id: "run")])
    #expect(run.principals == ["Regie::User"] && run.resources == ["Regie::Dataset"])
    #expect(run.context["purpose"]?.type == .entity("Regie::Purpose"))
    #expect(run.context["columns"]?.type == .set(.entity("Regie::Column")))
    #expect(run.context["delay"] == AttributeType(type: .duration, isRequired: false))
    #expect(run.context["epsilonMicro"] == AttributeType(type: .long, isRequired: true))
    let studies = EntityUID(type: "Regie::Action", id: "studies")
    for name in ["run", "rerun", "read only"] {
        #expect(schema.groups.contains(EntityUID(type: "Regie::Action", id: name), in: studies))
    }
    #expect(schema.environments.count == 3)
}

@Test func `a name is a common type first, then an entity type, then a primitive`() throws {
    let text = """
        entity String, E;
        type E = Long;
        namespace N { type decimal = Bool;
          action a appliesTo { principal: String, resource: E,
            context: { s: String, e: E, d: decimal, l: __cedar::String } }; }
        """
    let schema = try Schema.parse(text, file: "t")
    let context = try #require(schema.environments.first?.context)
    #expect(context["s"]?.type == .entity("String"))
    #expect(context["e"]?.type == .long)
    #expect(context["d"]?.type == .bool)
    #expect(context["l"]?.type == .string)
}

@Test(arguments: [
    ("", CedarError.Code?.none), ("entity A in [B], B;", .syntax), ("entity A in B; entity B;", nil),
    ("entity A { x: A, \"y z\"?: Set<Set<Long>>, } tags String;", nil), ("entity A = {};", nil),
    ("entity A, A;", .duplicate), ("entity A { a: Long, a: Long };", .duplicate),
    ("type T = Long; type T = Bool;", .duplicate),
    ("entity A; namespace N { entity A; }", .duplicate), ("namespace N {} namespace N {}", .duplicate),
    ("action a, a;", .duplicate), ("entity A in B;", .unknownType), ("entity A { a: Nothing };", .unknownType),
    ("entity A enum [\"x\"]; entity B in A;", nil), ("entity A enum [];", .syntax),
    ("type T = U; type U = T;", .cycle), ("type T = { a: Set<T> };", .cycle), ("action a in [a];", .cycle),
    ("action a in b; action b in a;", .cycle), ("action a in b;", .unknownAction), ("entity Action;", .reservedName),
    ("type Long = Bool;", .reservedName), ("entity if;", .reservedName), ("entity __cedar;", .reservedName),
    ("namespace __cedar {}", .reservedName), ("entity A", .syntax), ("entity A;;", .syntax), ("thing A;", .syntax),
    ("entity A; action a appliesTo { principal: A };", .syntax), ("entity A; action a appliesTo {};", .syntax),
    ("entity A; action a appliesTo { principal: [], resource: A };", .syntax),
    ("entity A; action a appliesTo { principal: A, principal: A, resource: A };", .syntax),
    ("entity A; action a appliesTo { principal: [A,], resource: A };", .syntax),
    ("entity A; action a appliesTo { principal: A, resource: A, context: Long };", .incompatibleTypes),
    ("entity A; action a appliesTo { principal: A, resource: A, context: {}, } attributes {};", nil),
    ("namespace N { namespace M {} }", .syntax), ("@a @a entity A;", .duplicate),
])
func `schema texts are read or refused with the reason`(text: String, code: CedarError.Code?) {
    #expect(schemaError(text) == code)
}

@Test func `schemas are bounded too`() {
    let deep = String(repeating: "Set<", count: 5_000) + "Long" + String(repeating: ">", count: 5_000)
    #expect(schemaError("type T = \(deep);") == .tooLarge)
    #expect(schemaError(String(repeating: " ", count: Limits.schemaBytes + 1)) == .tooLarge)
    let doubling = (1...40).map { "type T\($0) = { a: T\($0 - 1), b: T\($0 - 1) };" }.joined()
    #expect(schemaError("type T0 = Long;" + doubling) == .tooLarge)
}

/// Each type is shallow as it is written; written out they would be thousands of levels deep.
@Test(arguments: [false, true])
func `types are not nested deeper by giving the levels names`(innermostFirst: Bool) {
    let nest = String(repeating: "Set<", count: 60)
    let close = String(repeating: ">", count: 60)
    func name(_ level: Int) -> String { "T" + String(1_000 + (innermostFirst ? level : 100 - level)) }
    let chain = (1...100).map { "type \(name($0)) = \(nest)\(name($0 - 1))\(close);" }.joined()
    #expect(schemaError("type \(name(0)) = Long;" + chain) == .tooLarge)
    #expect(schemaError("type A = \(nest)Long\(close); type B = \(nest)A\(close);") == nil)
}

@Test func `a schema has no more kinds of request than can be looked through`() {
    let names = (0..<120).map { "E\($0)" }.joined(separator: ", ")
    let action = "appliesTo { principal: [\(names)], resource: [\(names)] };"
    #expect(schemaError("entity \(names); action a \(action)") == .tooLarge)
    #expect(schemaError("entity \(names); action a appliesTo { principal: [\(names)], resource: E0 };") == nil)
}

// MARK: Requests

private func planContext() -> [String: Value] {
    [
        "purpose": .entity("Regie::Purpose", "transport"), "columns": .entities("Regie::Column", ["zone", "hour"]),
        "period": .record(["from": .datetime(0), "to": .datetime(86_400_000)]), "k": .long(11),
        "epsilonMicro": .long(1), "share": .decimal(Decimal4(tenThousandths: 5_000)), "approvedByBallot": .bool(false),
    ]
}

private func planRequest(
    _ change: [String: Value?] = [:], action: String = "run",
    principal: EntityUID = EntityUID(type: "Regie::User", id: "x"),
    resource: String = "libraries"
) -> Request {
    var context = planContext()
    for (name, value) in change { context[name] = value }
    return Request(
        principal: principal, action: EntityUID(type: "Regie::Action", id: action),
        resource: EntityUID(type: "Regie::Dataset", id: resource), context: context)
}

@Test func `a request with every fact of its type is accepted`() throws {
    try sampleSchema().validate(planRequest())
    try sampleSchema().validate(planRequest(["delay": .duration(5), "note": .string("n")]))
}

@Test func `a request that the schema doesn't allow is refused`() throws {
    let schema = try sampleSchema()
    let wrong: [(Request, CedarError.Code)] = [
        (planRequest(["k": nil]), .missingAttribute), (planRequest(["extra": .long(1)]), .unknownAttribute),
        (planRequest(["k": .string("11")]), .invalidRequest), (planRequest(["delay": .long(1)]), .invalidRequest),
        (planRequest(["purpose": .entity("Regie::Purpose", "marketing")]), .unknownEntity),
        (planRequest(["purpose": .entity("Regie::Column", "zone")]), .invalidRequest),
        (planRequest(["columns": .entities("Regie::Column", ["zone", "name"])]), .unknownEntity),
        (planRequest(["period": .record(["from": .datetime(0)])]), .missingAttribute),
        (planRequest(resource: "taxes"), .unknownEntity), (planRequest(action: "delete"), .unknownAction),
        (planRequest(action: "studies"), .invalidRequest), (planRequest(action: "read only"), .unknownAttribute),
        (planRequest(principal: EntityUID(type: "Regie::Robot", id: "x")), .invalidRequest),
    ]
    for (request, code) in wrong {
        #expect(throws: CedarError(code, "", help: "")) { try schema.validate(request) }
    }
}
