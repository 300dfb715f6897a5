// SPDX-License-Identifier: Apache-2.0
//
// "Task Configuration": the one canonical message of a task's parameters. Every role derives it from the
// mandate, and every input share and aggregate share is sealed with it as associated data, so parties
// that differ in one byte of it can't open each other's messages.

import VDAF

/// A code point of the VDAF registry with its configuration ("VDAF Configuration Encodings").
package enum VDAFConfiguration: Hashable, Sendable {
    /// Prio3SumVec: a vector of `length` whole numbers from 0 to `maximum`.
    case sumVec(length: UInt32, maximum: UInt64, chunkLength: UInt32)

    static let sumVecType: UInt32 = 3
    /// Bytes of the longest input share that a task may have: more than any message that aggregators take.
    static let inputShareLimit = 64 << 20

    /// With the chunk length that makes the proof shortest.
    package static func sumVec(length: UInt32, maximum: UInt64) -> VDAFConfiguration {
        let bits = UInt64.bitWidth - max(1, maximum).leadingZeroBitCount
        let chunk = ChunkLength.optimal(for: max(1, Int(length)) * bits)
        return .sumVec(length: length, maximum: maximum, chunkLength: UInt32(clamping: chunk))
    }

    package var length: Int {
        switch self {
        case .sumVec(let length, _, _): Int(length)
        }
    }

    package var maximum: UInt64 {
        switch self {
        case .sumVec(_, let maximum, _): maximum
        }
    }

    /// The VDAF itself, for two aggregators.
    func prio3() throws(DAPError) -> Prio3 {
        do {
            switch self {
            case .sumVec(let length, let maximum, let chunkLength):
                return try Prio3(
                    .sumVec(length: Int(length), maximum: maximum, chunkLength: Int(chunkLength)), shares: 2,
                    inputShareLimit: VDAFConfiguration.inputShareLimit)
            }
        } catch {
            throw DAPError(.invalidMessage, "the VDAF configuration can't be used: \(error)")
        }
    }

    /// Refuses numbers with which an input share would be longer than the limit, before anything is built from
    /// them: 16 bytes a bit and two elements of proof for each place of a chunk are its least.
    private func checkSize() throws(DAPError) {
        switch self {
        case .sumVec(let length, let maximum, let chunkLength):
            let bits = UInt64(UInt64.bitWidth - maximum.leadingZeroBitCount)
            let elements = UInt64(length) * bits + 2 * UInt64(chunkLength)
            guard maximum > 0, chunkLength > 0, elements <= UInt64(Self.inputShareLimit / 16) else {
                throw DAPError(
                    .invalidMessage,
                    "a vector of \(length) numbers up to \(maximum) in chunks of \(chunkLength) makes no task: give "
                        + "numbers above 0, and an input share of at most \(Self.inputShareLimit) bytes")
            }
        }
    }

    func encode(to writer: inout WireWriter) throws(DAPError) {
        switch self {
        case .sumVec(let length, let maximum, let chunkLength):
            writer.write(VDAFConfiguration.sumVecType)
            var inner = WireWriter()
            inner.write(length)
            inner.write(maximum)
            inner.write(chunkLength)
            try writer.write(opaque: inner.bytes, length: UInt16.self)
        }
    }

    init(from reader: inout WireReader) throws(DAPError) {
        let type = try reader.read(UInt32.self)
        var inner = WireReader(try reader.read(opaque: UInt16.self))
        guard type == VDAFConfiguration.sumVecType else {
            throw DAPError(.invalidMessage, "VDAF type \(type) isn't supported")
        }
        self = .sumVec(
            length: try inner.read(UInt32.self), maximum: try inner.read(UInt64.self),
            chunkLength: try inner.read(UInt32.self))
        guard inner.isAtEnd, length > 0 else {
            throw DAPError(.invalidMessage, "the VDAF configuration isn't one of its type")
        }
        try checkSize()
    }
}

/// What each aggregator adds to its share: a discrete Gaussian of variance
/// sensitivitySquared·10⁶ / (2·rhoMicro), or nothing under a fictitious trust root.
package struct NoiseParameters: Hashable, Sendable {
    package let sensitivitySquared: UInt64
    package let rhoMicro: UInt64
    package let isNoised: Bool

    package init(sensitivitySquared: UInt64, rhoMicro: UInt64, isNoised: Bool) {
        self.sensitivitySquared = sensitivitySquared
        self.rhoMicro = rhoMicro
        self.isNoised = isNoised
    }

    var asExtension: Extension {
        var writer = WireWriter()
        writer.write(sensitivitySquared)
        writer.write(rhoMicro)
        writer.write(isNoised ? 1 as UInt8 : 0)
        return Extension(.noise, writer.bytes)
    }

    init(_ item: Extension) throws(DAPError) {
        var reader = WireReader(item.data)
        sensitivitySquared = try reader.read(UInt64.self)
        rhoMicro = try reader.read(UInt64.self)
        let flag = try reader.read(UInt8.self)
        guard flag <= 1, reader.isAtEnd else {
            throw DAPError(.invalidExtension, "the task extension for noise isn't 17 bytes ending in 0 or 1")
        }
        isNoised = flag == 1
    }
}

package struct TaskConfiguration: Hashable, WireMessage {
    package let taskInfo: [UInt8]
    package let leader: String
    package let helper: String
    /// Seconds.
    package let timePrecision: UInt64
    package let minBatchSize: UInt64
    package let vdaf: VDAFConfiguration
    package let noise: NoiseParameters
    /// SHA-256 of the mandate's body.
    package let mandateHash: [UInt8]

    /// Batch mode `time_interval`, the only one that tasks of a trust use.
    private static let timeInterval: UInt8 = 1

    package init(
        taskInfo: [UInt8], leader: String, helper: String, timePrecision: UInt64, minBatchSize: UInt64,
        vdaf: VDAFConfiguration, noise: NoiseParameters, mandateHash: [UInt8]
    ) throws(DAPError) {
        guard !taskInfo.isEmpty, timePrecision > 0, minBatchSize > 0, mandateHash.count == 32, vdaf.length > 0,
            vdaf.maximum > 0, leader != helper, !leader.isEmpty, !helper.isEmpty
        else {
            throw DAPError(
                .invalidMessage,
                "a task needs its information, two different aggregators, a mandate, and numbers above 0")
        }
        self.taskInfo = taskInfo
        self.leader = leader
        self.helper = helper
        self.timePrecision = timePrecision
        self.minBatchSize = minBatchSize
        self.vdaf = vdaf
        self.noise = noise
        self.mandateHash = mandateHash
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        let taskInfo = try reader.read(opaque: UInt8.self, atLeast: 1)
        let leader = try TaskConfiguration.url(reader.read(opaque: UInt16.self, atLeast: 1))
        let helper = try TaskConfiguration.url(reader.read(opaque: UInt16.self, atLeast: 1))
        let precision = try reader.read(UInt64.self)
        let minimum = try reader.read(UInt64.self)
        guard try reader.read(UInt8.self) == TaskConfiguration.timeInterval,
            try reader.read(opaque: UInt16.self).isEmpty
        else { throw DAPError(.invalidMessage, "the batch mode isn't time_interval") }
        let vdaf = try VDAFConfiguration(from: &reader)
        let extensions = try [Extension].read(from: &reader, known: [.noise, .mandate])
        guard let noise = extensions.first(.noise), let mandate = extensions.first(.mandate) else {
            throw DAPError(.invalidExtension, "the task names no mandate or no noise")
        }
        try self.init(
            taskInfo: taskInfo, leader: leader, helper: helper, timePrecision: precision, minBatchSize: minimum,
            vdaf: vdaf, noise: NoiseParameters(noise), mandateHash: mandate.data)
    }

    /// The structure `TaskConfiguration`, as it enters every associated data.
    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try writer.write(opaque: taskInfo, length: UInt8.self)
        try writer.write(opaque: Array(leader.utf8), length: UInt16.self)
        try writer.write(opaque: Array(helper.utf8), length: UInt16.self)
        writer.write(timePrecision)
        writer.write(minBatchSize)
        writer.write(TaskConfiguration.timeInterval)
        try writer.write(opaque: [], length: UInt16.self)
        try vdaf.encode(to: &writer)
        try writer.write(items: [noise.asExtension, Extension(.mandate, mandateHash)], length: UInt16.self)
    }

    private static func url(_ bytes: [UInt8]) throws(DAPError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), bytes.allSatisfy({ $0 < 0x80 }) else {
            throw DAPError(.invalidMessage, "an aggregator's URL isn't ASCII")
        }
        return text
    }
}
