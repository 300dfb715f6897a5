// SPDX-License-Identifier: Apache-2.0
//
// Cedar's own engine (cedarpy from PyPI) beside ours in one run: decisions, reasons and errors of random sets of 2 to
// 20 policies, verdicts of validation, and whether damaged texts parse. `make oracle` installs it in `.venv`;
// `CEDAR_PYTHON` names another Python that has it. Where there is none the test says so and is skipped.

import Cedar
import Foundation
import Testing

/// A Python with cedarpy.
private struct Oracle {
    private let python: String

    /// Nil, after printing why, when there is none.
    static func found() -> Oracle? {
        let named = ProcessInfo.processInfo.environment["CEDAR_PYTHON"]
        let local = FileManager.default.currentDirectoryPath + "/.venv/bin/python3"
        for python in [named, local, "/usr/bin/python3"].compactMap({ $0 }) {
            let oracle = Oracle(python: python)
            if (try? oracle.run("import cedarpy; print(\"[]\")", input: "[]", as: [String].self)) != nil {
                return oracle
            }
        }
        print("skipped: no Python with cedarpy; `make oracle` installs it, or set CEDAR_PYTHON")
        return nil
    }

    /// What the program prints as JSON, given JSON in a file that its first argument names.
    func run<Input: Encodable, Output: Decodable>(_ program: String, input: Input, as: Output.Type) throws -> Output {
        let file = FileManager.default.temporaryDirectory.appending(path: "cedar-\(UUID().uuidString).json")
        try JSONEncoder().encode(input).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", program, file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Output.self, from: data)
    }
}

private struct Case: Encodable {
    let policies: String
    let requests: [OracleRequest]
}

private struct OracleRequest: Encodable {
    let principal: [String: String]
    let action: [String: String]
    let resource: [String: String]
    let context: JSON

    init(_ request: Request) {
        principal = ["type": request.principal.type, "id": request.principal.id]
        action = ["type": request.action.type, "id": request.action.id]
        resource = ["type": request.resource.type, "id": request.resource.id]
        context = JSON(.record(request.context))
    }
}

private struct OracleAnswer: Decodable {
    let decision: String
    let reasons: [String]
    let errors: [String]
}

private let deciding = """
    import cedarpy, json, re, sys
    actions = [{"uid": {"type": "Action", "id": a}, "attrs": {}, "parents": [{"type": "Action", "id": "all"}]}
               for a in ("run", "read")] + [{"uid": {"type": "Action", "id": "all"}, "attrs": {}, "parents": []}]
    out = []
    for case in json.load(open(sys.argv[1])):
        answers = []
        for a in cedarpy.is_authorized_batch(case["requests"], case["policies"], actions):
            answers.append({"decision": a.decision.name.lower(), "reasons": a.diagnostics.reasons,
                            "errors": [(re.search(r"policy[0-9]+", e) or [e])[0] for e in a.diagnostics.errors]})
        out.append(answers)
    print(json.dumps(out))
    """

@Test func `five thousand random sets are decided as Cedar's own engine decides them`() throws {
    guard let oracle = Oracle.found() else { return }
    var generator = PolicyGenerator(seed: 2026)
    let schema = try Schema.parse(PolicyGenerator.schemaText, file: "t")
    let drawn = (0..<5_000).map { _ in (generator.policySet(), [generator.request(), generator.request()]) }
    let cases = drawn.map { Case(policies: $0.0, requests: $0.1.map { OracleRequest($0) }) }
    let answers = try oracle.run(deciding, input: cases, as: [[OracleAnswer]].self)
    try #require(answers.count == drawn.count)
    var seen: [String: Int] = [:]
    for ((text, requests), expectations) in zip(drawn, answers) {
        let set = try policies(text)
        for (request, expected) in zip(requests, expectations) {
            let answer = Authorizer.isAuthorized(request, set, groups: schema.groups)
            #expect(answer.decision.rawValue == expected.decision, "\(text)\n\(request)")
            #expect(Set(answer.reasons) == Set(expected.reasons), "\(text)\n\(request)")
            #expect(Set(answer.errors.map(\.policyID)) == Set(expected.errors), "\(text)\n\(request)")
            seen["\(expected.decision), \(expected.errors.isEmpty ? "no error" : "errors")", default: 0] += 1
        }
    }
    print("Cedar oracle: \(seen.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; "))")
    #expect(seen.count == 4 && seen.values.allSatisfy { $0 > 20 }, "the draw is lopsided: \(seen)")
}

private let validating = """
    import cedarpy, json, sys
    job = json.load(open(sys.argv[1]))
    print(json.dumps([cedarpy.validate_policies(p, job["schema"]).validation_passed for p in job["policies"]]))
    """

@Test func `single policies are validated as Cedar's own engine validates them`() throws {
    struct Job: Encodable {
        let schema: String
        let policies: [String]
    }
    guard let oracle = Oracle.found() else { return }
    var generator = PolicyGenerator(seed: 2027)
    let schema = try Schema.parse(PolicyGenerator.schemaText, file: "t")
    let texts = (0..<1_500).map { _ in generator.policy() }
    let verdicts = try oracle.run(
        validating, input: Job(schema: PolicyGenerator.schemaText, policies: texts), as: [Bool].self)
    for (text, isValid) in zip(texts, verdicts) {
        let errors = try Validator.validate(policies(text), against: schema)
        #expect(errors.isEmpty == isValid, "\(text)\n\(errors)")
    }
    #expect(verdicts.count == texts.count && verdicts.contains(true) && verdicts.contains(false))
}

private let parsing = """
    import cedarpy, json, sys
    def parses(text):
        try:
            cedarpy.policies_to_json_str(text)
            return True
        except Exception:
            return False
    print(json.dumps([parses(text) for text in json.load(open(sys.argv[1]))]))
    """

@Test func `damaged texts parse exactly when Cedar's own engine parses them`() throws {
    guard let oracle = Oracle.found() else { return }
    var generator = PolicyGenerator(seed: 2028, wholeLanguage: true)
    let texts = (0..<6_000).map { _ in generator.damaged(generator.policy()) }
    let verdicts = try oracle.run(parsing, input: texts, as: [Bool].self)
    try #require(verdicts.count == texts.count)
    var parsed = 0
    for (text, expected) in zip(texts, verdicts) {
        let error = parseError(text)
        if error == .tooLarge { continue }
        #expect((error == nil) == expected, "\(text)")
        parsed += expected ? 1 : 0
    }
    #expect(parsed > 100 && parsed < texts.count)
}

private let readingSchemas = """
    import cedarpy, json, sys
    def reads(text):
        try:
            return not any("schema" in str(e).lower() for e in cedarpy.validate_policies("", text).errors)
        except Exception:
            return False
    print(json.dumps([reads(text) for text in json.load(open(sys.argv[1]))]))
    """

@Test func `damaged schemas are read exactly when Cedar's own engine reads them`() throws {
    guard let oracle = Oracle.found() else { return }
    var generator = PolicyGenerator(seed: 2029)
    let texts = (0..<2_000).map { _ in generator.damaged(sampleSchemaText) }
    let verdicts = try oracle.run(readingSchemas, input: texts, as: [Bool].self)
    try #require(verdicts.count == texts.count)
    for (text, expected) in zip(texts, verdicts) {
        let error = schemaError(text)
        // Of an attribute declared twice theirs keeps the last; ours refuses.
        if error == .duplicate { continue }
        #expect((error == nil) == expected, "\(text)")
    }
    #expect(verdicts.contains(true) && verdicts.contains(false))
}
