// SPDX-License-Identifier: Apache-2.0
//
// The register as a log (C2SP tlog-checkpoint, tlog-cosignature, tlog-policy): its name, whose keys sign and cosign its
// checkpoints, and the policy that everyone who pins a trust root holds them against: the witness of every college.
// The enrolled keys serve: the broker's signs statements too, whose signed bytes begin with DSSE's mark, never with a
// log's name. Keys that rotate later change nothing here: what is pinned is the root.

import TransparencyLog

extension TrustRoot {
    /// Where the broker serves the register's files, without a slash at the end.
    package var registerURL: String { "\(broker.url)/register" }

    private func name(_ part: String) throws(LogError) -> KeyName { try KeyName("\(charter.id)/\(part)") }

    /// The log's own key; its name is the log's origin.
    package func registerKey() throws(LogError) -> VerifierKey {
        try VerifierKey(name: name("register"), type: .ed25519, publicKey: broker.key.bytes)
    }

    package func witnessKey(_ witness: EnrolledWitness) throws(LogError) -> VerifierKey {
        try VerifierKey(name: name(witness.id), type: .cosignature, publicKey: witness.key.bytes)
    }

    /// The log, and witnesses of whom every one must have cosigned.
    /// - Throws: `.policy` when no witness is enrolled: then no checkpoint may be acted on (G11).
    package func registerPolicy() throws(LogError) -> TrustPolicy {
        guard !witnesses.isEmpty else {
            throw LogError(
                .policy, "the trust root enrols no witness of the register", help: "enrol one for each college")
        }
        var keys: [(name: String, key: VerifierKey)] = []
        for witness in witnesses { keys.append((witness.id, try witnessKey(witness))) }
        return try TrustPolicy(log: registerKey(), everyOneOf: keys)
    }
}

extension SigningKey {
    /// Signs the register's checkpoints, with the broker's key.
    package func registerSigner(of root: TrustRoot) throws(LogError) -> NoteSigner {
        try signer(root.registerKey())
    }

    /// Cosigns them, with a witness's key.
    package func witnessSigner(_ witness: EnrolledWitness, of root: TrustRoot) throws(LogError) -> NoteSigner {
        try signer(root.witnessKey(witness))
    }

    private func signer(_ key: VerifierKey) throws(LogError) -> NoteSigner {
        let signer = try NoteSigner(name: key.name, type: key.type, privateKey: secret)
        guard signer.verifier == key else {
            throw LogError(
                .key, "this is not the private key that was enrolled for `\(key.name)`", help: "give the enrolled one")
        }
        return signer
    }
}
