// SPDX-License-Identifier: Apache-2.0
//
// Zstandard (RFC 8878) through its C library: a whole file in, one frame with its size and checksum out. The
// same bytes give the same frame with one version of the library.

import CZstd

package enum Zstandard {
    /// Level 19: publications are written once and fetched often.
    private static let level: Int32 = 19
    /// What is read back must be smaller than this.
    private static let mostBytes = 1 << 30

    /// One frame; nil only when the library has no memory left.
    package static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard let context = ZSTD_createCCtx() else { return nil }
        defer { ZSTD_freeCCtx(context) }
        guard ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) == 0,
            ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)) == 0
        else { return nil }
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let size = ZSTD_compress2(context, &output, output.count, bytes, bytes.count)
        guard ZSTD_isError(size) == 0 else { return nil }
        return Array(output.prefix(size))
    }

    /// Nil unless the bytes are one whole frame that says its size.
    package static func decompressed(_ frame: [UInt8]) -> [UInt8]? {
        let size = ZSTD_getFrameContentSize(frame, frame.count)
        guard size < UInt64(mostBytes) else { return nil }
        var output = [UInt8](repeating: 0, count: Int(size))
        let written = ZSTD_decompress(&output, output.count, frame, frame.count)
        guard ZSTD_isError(written) == 0, written == output.count else { return nil }
        return output
    }
}
