// SPDX-License-Identifier: Apache-2.0
//
// "Collect Interaction": the collector's query, the helper's aggregate share, and the sealed answer.

package struct CollectionJobReq: Hashable, WireMessage {
    /// Batch mode `time_interval`.
    package let batchInterval: Interval

    package init(batchInterval: Interval) { self.batchInterval = batchInterval }

    package init(from reader: inout WireReader) throws(DAPError) {
        batchInterval = try readTimeInterval(&reader)
        guard try reader.read(opaque: UInt32.self).isEmpty else {
            throw DAPError(.invalidAggregationParameter, "an aggregation parameter is given where none is used")
        }
        _ = try [Extension].read(from: &reader, known: [])
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try writeTimeInterval(batchInterval, &writer)
        try writer.write(opaque: [], length: UInt32.self)
        try writer.write(items: [Extension](), length: UInt16.self)
    }
}

package struct AggregateShareReq: Hashable, WireMessage {
    package let collection: CollectionJobReq
    package let reportCount: UInt64
    /// XOR of SHA-256 over the report identifiers.
    package let checksum: [UInt8]

    package init(collection: CollectionJobReq, reportCount: UInt64, checksum: [UInt8]) {
        self.collection = collection
        self.reportCount = reportCount
        self.checksum = checksum
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        collection = try CollectionJobReq(from: &reader)
        guard try readTimeInterval(&reader) == collection.batchInterval else {
            throw DAPError(.batchInvalid, "the batch selector isn't the query's interval")
        }
        reportCount = try reader.read(UInt64.self)
        checksum = Array(try reader.read(fixed: 32))
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try collection.encode(to: &writer)
        try writeTimeInterval(collection.batchInterval, &writer)
        writer.write(reportCount)
        writer.write(fixed: checksum)
    }
}

package struct CollectionJobResp: Hashable, WireMessage {
    package let reportCount: UInt64
    package let interval: Interval
    package let leaderShare: HpkeCiphertext
    package let helperShare: HpkeCiphertext

    package init(reportCount: UInt64, interval: Interval, leaderShare: HpkeCiphertext, helperShare: HpkeCiphertext) {
        self.reportCount = reportCount
        self.interval = interval
        self.leaderShare = leaderShare
        self.helperShare = helperShare
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        reportCount = try reader.read(UInt64.self)
        interval = try Interval(from: &reader)
        leaderShare = try HpkeCiphertext(from: &reader)
        helperShare = try HpkeCiphertext(from: &reader)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(reportCount)
        try interval.encode(to: &writer)
        try leaderShare.encode(to: &writer)
        try helperShare.encode(to: &writer)
    }
}

private func readTimeInterval(_ reader: inout WireReader) throws(DAPError) -> Interval {
    guard try reader.read(UInt8.self) == 1 else {
        throw DAPError(.invalidMessage, "a query's batch mode isn't time_interval")
    }
    return try Interval(decoding: reader.read(opaque: UInt16.self))
}

private func writeTimeInterval(_ interval: Interval, _ writer: inout WireWriter) throws(DAPError) {
    writer.write(1 as UInt8)
    try writer.write(opaque: interval.encoded(), length: UInt16.self)
}
