// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-policy: which log, which witnesses, and how many of them must stand behind a checkpoint before anybody
// acts on it. The file is octets: names are compared byte by byte. Reading the file is in TrustPolicy+Parsing.swift.

package struct TrustPolicy: Sendable {
    /// A log or a witness, with the address that a line may name.
    package struct Party: Hashable, Sendable {
        package let key: VerifierKey
        package let url: String?
    }

    /// Who must have cosigned.
    indirect enum Rule: Hashable, Sendable {
        case witness(VerifierKey)
        /// At least so many of the members.
        case group(Int, of: [Rule])
    }

    /// As read.
    package let text: [UInt8]
    package let logs: [Party]
    package let witnesses: [Party]
    /// Nil for `quorum none`.
    let quorum: Rule?

    init(text: [UInt8], logs: [Party], witnesses: [Party], quorum: Rule?) {
        self.text = text
        self.logs = logs
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// One log, and witnesses of whom every one must cosign.
    package init(
        log: VerifierKey, everyOneOf witnesses: [(name: String, key: VerifierKey)]
    ) throws(LogError) {
        var lines = ["log \(log)"] + witnesses.map { "witness \($0.name) \($0.key)" }
        lines.append("group everyone all " + witnesses.map(\.name).joined(separator: " "))
        lines.append("quorum everyone")
        try self.init(parsing: lines.flatMap { Array($0.utf8) + [Lines.newline] })
    }

    /// Every signature of a key that the policy names, then the log's own, then the quorum.
    /// - Parameter freshness: how old the quorum's cosignatures may be; nil for any age, as in an archive.
    package func verify(_ note: SignedNote, freshness: Freshness?) throws(LogError) -> VerifiedCheckpoint {
        let signatures = try note.verified(by: (logs + witnesses).map(\.key))
        let checkpoint = try Checkpoint(text: note.text)
        guard
            let log = signatures.map(\.key).first(where: { $0.type == .ed25519 && checkpoint.isOf($0.name) })
        else {
            throw LogError(
                .unsigned, "no log of the policy named `\(checkpoint.origin)` has signed this checkpoint",
                help: "fetch the checkpoint from the log itself, or see whether the policy names the right key")
        }
        var times: [VerifierKey: Int] = [:]
        for case let (key, time?) in signatures.map({ ($0.key, $0.time) }) {
            if let freshness, time > freshness.now + freshness.clockTolerance { continue }
            times[key] = max(time, times[key] ?? time)
        }
        let quorumTime = try quorum.map { rule throws(LogError) in try self.time(of: rule, times) }
        if let freshness { try check(quorumTime, freshness) }
        return VerifiedCheckpoint(
            checkpoint: checkpoint, note: note, log: log, witnesses: times, quorumTime: quorumTime)
    }

    private func time(of rule: Rule, _ times: [VerifierKey: Int]) throws(LogError) -> Int {
        if let time = TrustPolicy.latest(rule, times) { return time }
        let missing = witnesses.map(\.key).filter { times[$0] == nil }.map { "`\($0.name)`" }
        throw LogError(
            .quorum, "too few witnesses have cosigned this checkpoint: missing \(missing.joined(separator: ", "))",
            help: "ask for it again once they have; do nothing meanwhile")
    }

    private func check(_ quorumTime: Int?, _ freshness: Freshness) throws(LogError) {
        guard let quorumTime else {
            throw LogError(
                .policy, "a policy without witnesses can't tell how old a checkpoint is",
                help: "name witnesses and a quorum")
        }
        guard quorumTime >= freshness.now - freshness.maximumAge else {
            throw LogError(
                .stale,
                "the witnesses last cosigned this checkpoint \(freshness.now - quorumTime) s ago, and at most "
                    + "\(freshness.maximumAge) s may have gone by",
                help: "ask for a newer one; do nothing meanwhile: something may have been decided since")
        }
    }

    /// The latest time at or after which a rule's witnesses all cosigned; nil when they didn't.
    private static func latest(_ rule: Rule, _ times: [VerifierKey: Int]) -> Int? {
        switch rule {
        case .witness(let key): return times[key]
        case .group(let count, let members):
            let sorted = members.compactMap { latest($0, times) }.sorted(by: >)
            return count > 0 && sorted.count >= count ? sorted[count - 1] : nil
        }
    }
}
