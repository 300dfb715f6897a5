// SPDX-License-Identifier: Apache-2.0
//
// Section "Errors": problem types, and the problem document (RFC 9457) that a peer is shown. Two errors
// are equal when their kinds are. No message ever carries a share, a key or a record.

import Foundation

package struct DAPError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case invalidMessage
        case unrecognizedTask
        case unrecognizedAggregationJob
        case batchInvalid
        case invalidBatchSize
        case invalidAggregationParameter
        case batchMismatch
        case stepMismatch
        case batchOverlap
        case unsupportedExtension
        case invalidExtension
        // Not in the DAP registry, so never under its URN namespace:
        case unauthorizedRequest
        case unrecognizedHpkeConfig
        case undecryptable
        case untrustedReport
        case batchIncomplete

        /// The problem document's `type`.
        package var uri: String {
            switch self {
            case .unauthorizedRequest, .unrecognizedHpkeConfig, .undecryptable, .untrustedReport, .batchIncomplete:
                "urn:regie:error:\(rawValue)"
            default: "urn:ietf:params:ppm:dap:error:\(rawValue)"
            }
        }

        /// Of a problem document; nil when its type is none of these.
        package init?(problemDocument: [UInt8]) {
            let fields = try? JSONSerialization.jsonObject(with: Data(problemDocument)) as? [String: Any]
            guard let uri = fields?["type"] as? String, let kind = Kind.allCases.first(where: { $0.uri == uri }) else {
                return nil
            }
            self = kind
        }

        /// The HTTP status that goes with it.
        package var status: Int {
            switch self {
            case .unauthorizedRequest: 401
            case .unrecognizedTask, .unrecognizedAggregationJob: 404
            default: 400
            }
        }
    }

    package let kind: Kind
    package let detail: String
    package let task: TaskID?

    package init(_ kind: Kind, _ detail: String, task: TaskID? = nil) {
        self.kind = kind
        self.detail = detail
        self.task = task
    }

    package static func == (left: DAPError, right: DAPError) -> Bool { left.kind == right.kind }

    package var description: String { "\(kind.rawValue): \(detail)" }

    /// The same error, naming the task it arose in.
    package func about(_ task: TaskID) -> DAPError {
        DAPError(kind, detail, task: self.task ?? task)
    }

    /// `application/problem+json`.
    package var problemDocument: [UInt8] {
        var fields: [String: String] = ["type": kind.uri, "title": kind.rawValue, "detail": detail]
        if let task { fields["taskid"] = task.description }
        let data = try? JSONSerialization.data(
            withJSONObject: fields.merging(["status": "\(kind.status)"]) { first, _ in first },
            options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map(Array.init) ?? Array("{}".utf8)
    }
}
