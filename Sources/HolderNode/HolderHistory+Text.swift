// SPDX-License-Identifier: Apache-2.0
//
// A holder's history for a terminal, and as JSON with the signed records whole.

import Governance
import ImpactAssessment
import Studies

extension HolderHistory {
    package func describe() -> String {
        guard !entries.isEmpty else { return "Nothing was ever asked of `\(holder)`.\n" }
        return entries.map { "\($0.at)  \($0.sentence)\n" }.joined() + "\n" + summary
    }

    private var summary: String {
        let answered = entries.count { if case .answered = $0.event { true } else { false } }
        let refused = entries.count { if case .refusedMandate = $0.event { true } else { false } }
        let studies = entries.count { if case .refusedStudy = $0.event { true } else { false } }
        return "\(answered) mandates answered, \(refused) refused; \(studies) studies refused by this holder.\n"
    }

    package var json: JSONValue {
        .object(["holder": .string(holder), "entries": .array(entries.map(\.json))])
    }
}

extension HolderHistory.Entry {
    package var sentence: String {
        let name = study.map { "`\($0)`" } ?? "a study that isn't named"
        switch event {
        case .answered(let mandate, let dataset, let rhoMicro, let reports, let sent, let failure):
            let zeros = failure.map { "; zeros were sent (\($0))" } ?? ""
            let taken = sent == reports ? "taken" : "\(sent) of \(reports) reports taken, the others wait"
            return "answered \(name) on `\(dataset)` under mandate \(mandate.prefix(12)): \(taken), "
                + "rho \(Language.en.micro(rhoMicro)) spent\(zeros)"
        case .refusedMandate(let mandate, let code, let sentence):
            return "refused mandate \(mandate.prefix(12)) for \(name) [\(code)]: \(sentence)"
        case .refusedStudy(let reason, _, let isSigned):
            let signature = isSigned ? "signed" : "NOT SIGNED by this holder's key"
            return "refused the study \(name) (\(signature)): \(reason)"
        case .mapped(let dataset):
            return "mapped its tables to `\(dataset)`"
        case .policyAdopted(let closedAt, let mandate):
            return "saw a policy adopted on \(closedAt), in mandate \(mandate.prefix(12))"
        }
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "at": .string(at.description), "study": study.map(JSONValue.string) ?? .null,
        ]
        switch event {
        case .answered(let mandate, let dataset, let rhoMicro, let reports, let sent, let failure):
            members["event"] = "answered"
            members["mandate"] = .string(mandate)
            members["dataset"] = .string(dataset)
            members["rhoMicro"] = .int(rhoMicro)
            members["reports"] = .int(Int64(reports))
            members["sent"] = .int(Int64(sent))
            members["failure"] = failure.map(JSONValue.string) ?? .null
        case .refusedMandate(let mandate, let code, let sentence):
            members["event"] = "refused-mandate"
            members["mandate"] = .string(mandate)
            members["code"] = .string(code)
            members["sentence"] = .string(sentence)
        case .refusedStudy(let reason, let envelope, let isSigned):
            members["event"] = "refused-study"
            members["reason"] = .string(reason)
            members["isSigned"] = .bool(isSigned)
            members["record"] = (try? JSONValue(parsing: envelope.utf8)) ?? .null
        case .mapped(let dataset):
            members["event"] = "mapped"
            members["dataset"] = .string(dataset)
        case .policyAdopted(let closedAt, let mandate):
            members["event"] = "policy-adopted"
            members["closedAt"] = .string(closedAt)
            members["mandate"] = .string(mandate)
        }
        return .object(members)
    }
}
