// SPDX-License-Identifier: Apache-2.0
//
// "Input Share Decryption" and "Input Share Validation", an aggregator's side for a holder's report. Its
// proof is verified in Verification.swift.

/// An input share that was opened and whose holder is proved. It never prints the share.
package struct OpenedShare: Sendable, CustomStringConvertible {
    package let holder: String
    let inputShare: [UInt8]

    package var description: String { "OpenedShare(\(holder))" }
}

package struct ShareOpener: Sendable {
    package let task: TaskID
    package let configuration: TaskConfiguration
    package let role: Role
    package let keys: HpkeKeyPair

    package init(task: TaskID, configuration: TaskConfiguration, role: Role, keys: HpkeKeyPair) {
        self.task = task
        self.configuration = configuration
        self.role = role
        self.keys = keys
    }

    /// - Parameter verify: whether the named holder is asked by this task and signed the bytes given.
    package func open(
        _ sealed: HpkeCiphertext, metadata: ReportMetadata, publicShare: [UInt8],
        verify: (_ holder: String, _ message: [UInt8], _ signature: [UInt8]) -> Bool
    ) throws(DAPError) -> OpenedShare {
        let plaintext = try PlaintextInputShare(
            decoding: keys.open(
                sealed, info: Draft.inputShareInfo(for: role),
                associatedData: inputShareAssociatedData(
                    task: task, configuration: configuration, metadata: metadata, publicShare: publicShare)))
        guard let item = plaintext.privateExtensions.first(.holder) else {
            throw DAPError(.untrustedReport, "a report carries no holder's signature", task: task)
        }
        let seal = try HolderSeal(decoding: item.data)
        let message = try HolderSeal.message(
            task: task, role: role, metadata: metadata, publicShare: publicShare, holder: seal.holder,
            payload: plaintext.payload)
        guard verify(seal.holder, message, seal.signature) else {
            throw DAPError(
                .untrustedReport, "a report isn't signed by a holder that this task asks", task: task)
        }
        return OpenedShare(holder: seal.holder, inputShare: plaintext.payload)
    }
}
