// SPDX-License-Identifier: Apache-2.0
//
// A folder of policies as values: the schema, the charter's floors, the rules, the words to say them in, and the
// worked examples. Read whole or refused, with every objection in Cedar's style. The file names are fixed:
// `schema.cedarschema`, `charter.cedar` (floors), any other `*.cedar` (rules), `vocabulary.yaml` and
// `examples/*.yaml`.

import Cedar
import Studies

package struct PolicyFolder: Sendable {
    package static let schemaFile = "schema.cedarschema"
    package static let charterFile = "charter.cedar"
    package static let vocabularyFile = "vocabulary.yaml"
    package static let examplesFolder = "examples"

    package let schema: Schema
    /// The charter's, which only forbid; empty where the folder has no charter.
    package let floors: PolicySet
    package let rules: PolicySet
    /// Floors first: what decides.
    package let all: PolicySet
    package let sentences: Sentences
    package let examples: [WorkedExample]

    /// - Parameter files: contents by path inside the folder; others than the named ones are not read.
    /// - Throws: `PolicyObjections` with everything that is wrong.
    package init(files: [String: String]) throws(PolicyObjections) {
        guard let text = files[Self.schemaFile] else {
            throw PolicyObjections(
                CedarError(
                    .missingFile, "there is no `\(Self.schemaFile)`",
                    help: "give a folder such as `policies`, with a schema and `.cedar` files"))
        }
        let schema = try PolicyObjections.wrapping { () throws(CedarError) in
            try Schema.parse(text, file: Self.schemaFile)
        }
        let names = files.keys.filter { $0.hasSuffix(".cedar") && !$0.contains("/") && $0 != Self.charterFile }.sorted()
        var objections: [CedarError] = []
        let floors = Self.read([Self.charterFile], files, schema, &objections)
        let rules = Self.read(names, files, schema, &objections)
        guard floors.count + rules.count <= Self.ruleLimit else {
            throw PolicyObjections(objections + [Self.tooMany(floors.count + rules.count)])
        }
        objections += floors.flatMap { Self.objections(toFloor: $0, schema) }
        objections += rules.flatMap(Self.objections(toRule:))
        do throws(CedarError) {
            self.schema = schema
            self.floors = try PolicySet(policies: floors)
            self.rules = try PolicySet(policies: rules)
            all = try self.floors.merging(self.rules)
            let vocabulary = try files[Self.vocabularyFile].map { text throws(CedarError) in
                try Vocabulary(yaml: text, file: Self.vocabularyFile, schema: schema)
            }
            sentences = Sentences(vocabulary: vocabulary ?? Vocabulary(bare: schema), schema: schema)
            if let vocabulary {
                objections += (floors + rules).flatMap { Self.unknownEntities($0, vocabulary) }
            }
            examples = try Self.examples(files, schema)
        } catch {
            throw PolicyObjections(objections + [error])
        }
        if floors.isEmpty, rules.isEmpty, objections.isEmpty {
            objections.append(
                CedarError(.missingFile, "there is no rule in the folder", help: "write at least one `.cedar` file"))
        }
        guard objections.isEmpty else { throw PolicyObjections(objections) }
    }

    private static func read(
        _ names: [String], _ files: [String: String], _ schema: Schema, _ objections: inout [CedarError]
    ) -> [Policy] {
        var policies: [Policy] = []
        for name in names {
            guard let text = files[name] else { continue }
            if let hidden = hiddenCharacter(text, file: name) { objections.append(hidden) }
            do throws(CedarError) {
                let set = try PolicySet.parse(text, file: name)
                objections += Validator.validate(set, against: schema)
                policies += set.policies
            } catch {
                objections.append(error)
            }
        }
        return policies
    }

    private static func examples(
        _ files: [String: String], _ schema: Schema
    ) throws(CedarError) -> [WorkedExample] {
        var examples: [WorkedExample] = []
        for name in files.keys.filter({ $0.hasPrefix(examplesFolder + "/") && $0.hasSuffix(".yaml") }).sorted() {
            guard let text = files[name] else { continue }
            examples += try WorkedExample.read(text, file: name, schema: schema)
        }
        return examples
    }
}

/// Everything that is wrong with a folder, at least one thing.
package struct PolicyObjections: Error, Sendable, CustomStringConvertible {
    package let errors: [CedarError]

    init(_ errors: [CedarError]) {
        self.errors = errors
    }

    package init(_ error: CedarError) {
        self.init([error])
    }

    package var description: String { errors.map(\.description).joined(separator: "\n\n") }

    static func wrapping<Result>(_ body: () throws(CedarError) -> Result) throws(PolicyObjections) -> Result {
        do throws(CedarError) { return try body() } catch { throw PolicyObjections(error) }
    }
}

extension Policy {
    /// What the rule is called in plain words.
    package var title: String { annotations["titre"].flatMap { $0.isEmpty ? nil : $0 } ?? id }

    /// Its last day, if it says one.
    package var expiry: Day? { annotations["expire"].flatMap { Day($0) } }

    /// Whether it still counts: a forbid always does; a permit until its last day, and never without a readable one.
    package func counts(on day: Day) -> Bool {
        effect == .forbid || (expiry.map { day <= $0 } ?? false)
    }
}
