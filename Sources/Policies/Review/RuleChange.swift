// SPDX-License-Identifier: Apache-2.0
//
// What the text of a proposal changes, rule by rule, matched by `@id`: rules that are new, gone, or of another text. It
// says nothing of what the change allows: PolicyChange does.

import Cedar
import ImpactAssessment
import Studies

package struct RuleChange: Sendable {
    package enum Kind: String, Hashable, Sendable {
        case added, removed, changed
    }

    package let kind: Kind
    /// As proposed; where it is removed, as it was.
    package let policy: Policy
    /// The whole rule where it is added or removed; where it is changed, the conditions that go and that come, and what
    /// else is another.
    package let gone: [Localized]
    package let come: [Localized]

    /// - Throws: for a rule that no sentence says.
    static func between(
        _ old: PolicyFolder, _ new: PolicyFolder
    ) throws(CedarError) -> [RuleChange] {
        var changes: [RuleChange] = []
        for policy in new.all.policies {
            guard let before = old.all[policy.id] else {
                let sentence = try new.sentences.sentence(policy)
                changes.append(RuleChange(kind: .added, policy: policy, gone: [], come: [sentence]))
                continue
            }
            guard !before.hasSameTree(as: policy) else { continue }
            changes.append(try RuleChange(from: before, old.sentences, to: policy, new.sentences))
        }
        for policy in old.all.policies where new.all[policy.id] == nil {
            let sentence = try old.sentences.sentence(policy)
            changes.append(RuleChange(kind: .removed, policy: policy, gone: [sentence], come: []))
        }
        return changes
    }

    private init(kind: Kind, policy: Policy, gone: [Localized], come: [Localized]) {
        self.kind = kind
        self.policy = policy
        self.gone = gone
        self.come = come
    }

    private init(
        from old: Policy, _ oldWords: Sentences, to new: Policy, _ newWords: Sentences
    ) throws(CedarError) {
        guard old.effect == new.effect, old.scope == new.scope else {
            let (before, after) = (try oldWords.sentence(old), try newWords.sentence(new))
            self.init(kind: .changed, policy: new, gone: [before], come: [after])
            return
        }
        var gone = old.conditions.filter { !new.conditions.contains($0) }.map(oldWords.words)
        var come = new.conditions.filter { !old.conditions.contains($0) }.map(newWords.words)
        let names = Set(old.annotations.keys).union(new.annotations.keys).sorted()
        for name in names where old.annotations[name] != new.annotations[name] {
            if let text = old.annotations[name] { gone.append(Localized("@\(name) : \(text)")) }
            if let text = new.annotations[name] { come.append(Localized("@\(name) : \(text)")) }
        }
        self.init(kind: .changed, policy: new, gone: gone, come: come)
    }
}

extension RuleChange {
    /// What happened to it, and whether it permits or forbids: its conditions alone wouldn't say.
    package var head: Localized {
        let isPermit = policy.effect == .permit
        return Localized(
            fr: "\(kind.words.fr), qui \(isPermit ? "permet" : "interdit")",
            en: "\(kind.words.en), which \(isPermit ? "permits" : "forbids")")
    }
}

extension RuleChange.Kind {
    package var words: Localized {
        switch self {
        case .added: Localized(fr: "nouvelle règle", en: "new rule")
        case .removed: Localized(fr: "règle retirée", en: "rule taken away")
        case .changed: Localized(fr: "règle modifiée", en: "rule changed")
        }
    }
}
