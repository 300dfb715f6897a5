// SPDX-License-Identifier: Apache-2.0
//
// The travelling document of a mandate that the register holds, made again from its body and its policy text: the
// broker signs anew what it had signed.

import Studies

extension MandateMaker {
    /// - Parameter body: canonical, as the register's store keeps it.
    /// - Throws: `.malformedDocument` when it is no body.
    package static func document(body: [UInt8], policyText: String, key: SigningKey) throws(GovernanceError) -> [UInt8]
    {
        let json = try CanonicalDocument.parse(body, name: "mandate body")
        _ = try MandateBody(json: json)
        return try MandateDocument(signing: json, policyText: policyText, key: key).bytes
    }
}
