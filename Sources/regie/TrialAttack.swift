// SPDX-License-Identifier: Apache-2.0
//
// The attack that a broker makes on a simulation of each study's computation, with the plan's sampler and not the
// noise that was drawn, before it publishes anything of it; and the processor time that it measures itself by.

import Foundation
import ImpactAssessment
import Studies

enum TrialAttack {
    /// Half of the trials choose the attacker's threshold, half judge it.
    private static let trials = 20_000
    /// A publication is stopped when the bound is above the promise: by mistake once in a million times.
    private static let confidence = 0.999_999

    /// Of all tasks of the plan together.
    static func bound(_ plan: Plan) throws -> AuditBound? {
        var generator = SystemRandomNumberGenerator()
        let audit = try StudyAudit(plan: plan, trials: trials, confidence: confidence, using: &generator)
        return audit.findings.last.map {
            AuditBound(
                epsilonLowerMicro: $0.bound.epsilonMicro, runs: $0.bound.trials, confidencePercent: confidence * 100)
        }
    }
}

enum ProcessorTime {
    /// Of this process since it started.
    @Sendable static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
