// SPDX-License-Identifier: Apache-2.0
//
// `regie policy compile`: the Cedar text of a form, checked like any policy text before it is given out, and the
// form of a Cedar text, checked by compiling it back.

import Cedar

package struct FormCompiler: Sendable {
    private let schema: Schema
    private let vocabulary: Vocabulary

    /// - Parameter files: contents by name; of them the schema and the vocabulary are read.
    package init(files: [String: String]) throws(CedarError) {
        guard let text = files[PolicyFolder.schemaFile] else {
            throw CedarError(
                .missingFile, "there is no `\(PolicyFolder.schemaFile)` beside the form",
                help: "give --folder a folder such as `policies`")
        }
        schema = try Schema.parse(text, file: PolicyFolder.schemaFile)
        if let words = files[PolicyFolder.vocabularyFile] {
            vocabulary = try Vocabulary(yaml: words, file: PolicyFolder.vocabularyFile, schema: schema)
        } else {
            vocabulary = Vocabulary(bare: schema)
        }
    }

    /// - Throws: with the place in the form; or in the Cedar text, where the schema refuses it.
    package func cedar(of yaml: String, file: String) throws(CedarError) -> String {
        let text = try RuleForm(yaml: yaml, file: file, vocabulary: vocabulary, schema: schema).cedarText
        let policies = try PolicySet.parse(text, file: "compiled from \(file)")
        if let error = Validator.validate(policies, against: schema).first { throw error }
        return text
    }

    package func form(of cedar: String, file: String) throws(CedarError) -> String {
        let policies = try PolicySet.parse(cedar, file: file)
        let yaml = try RuleForm(policies, schema: schema).yaml(vocabulary)
        let again = try PolicySet.parse(try self.cedar(of: yaml, file: file), file: file)
        guard again.policies.count == policies.policies.count,
            zip(again.policies, policies.policies).allSatisfy({ $0.hasSameTree(as: $1) })
        else {
            throw RuleForm.unsayable("this text without loss", at: nil, help: "keep it in Cedar")
        }
        return yaml
    }
}
