// SPDX-License-Identifier: Apache-2.0
//
// What a broker knows for its assessments and reports beside plans and ledgers: the trust's terms, the officer's
// key, the law that reports answer to, how many units the sources hold, and how to attack a plan and measure time.

import Foundation
import Governance
import ImpactAssessment
import Publication
import Studies

package struct AssessmentSettings: Sendable {
    package let terms: AssessmentTerms?
    /// What yearly reports answer to, and what assessments cite; without it no report is written and nothing cited.
    package let references: LegalReferences?
    /// Whose opinions count; without it none does.
    package let officerKey: VerificationKey?
    /// By dataset: units that its sources hold, where known better than the terms say.
    package let units: [String: Int64]
    /// The trial attack on a plan, before anything of it is published; nil when none is made.
    package let audit: @Sendable (Plan) throws -> AuditBound?
    /// Processor time that this process has used, in seconds.
    package let processorSeconds: @Sendable () -> Double

    var law: AssessmentLaw { references?.assessmentLaw ?? AssessmentLaw() }

    package init(
        terms: AssessmentTerms? = nil, references: LegalReferences? = nil, officerKey: VerificationKey? = nil,
        units: [String: Int64] = [:], audit: @escaping @Sendable (Plan) throws -> AuditBound? = { _ in nil },
        processorSeconds: @escaping @Sendable () -> Double = { 0 }
    ) {
        self.terms = terms
        self.references = references
        self.officerKey = officerKey
        self.units = units
        self.audit = audit
        self.processorSeconds = processorSeconds
    }
}
