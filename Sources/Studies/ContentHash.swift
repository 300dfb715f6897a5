// SPDX-License-Identifier: Apache-2.0
//
// The one content hash of the trust: SHA-256 (FIPS 180-4), written as 64 lowercase hexadecimal digits.

import Crypto

package enum ContentHash {
    package static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(bytes)))
    }

    package static func hex(of bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = digest(of: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
