// SPDX-License-Identifier: Apache-2.0
//
// Flat memory for a large table, straight from the system: zero without being written, on the boundary of a page,
// in large pages where Linux has them (a table that is read in no order misses in the address cache as often as in
// the data's), and given back at once and whole when a table outgrows it.

import Foundation

struct ZeroedWords {
    let start: UnsafeMutablePointer<Int64>
    private let byteCount: Int

    /// From so many bytes on, large pages are worth asking for.
    private static let largePage = 2 << 20

    /// - Parameter count: words of eight bytes, at least 1.
    init(count: Int) {
        byteCount = count * 8
        let (access, kind) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
        guard let memory = mmap(nil, byteCount, access, kind, -1, 0), memory != MAP_FAILED else {
            // Without memory this traps as any allocation of Swift does.
            start = .allocate(capacity: Int.max / 8)
            return
        }
        if byteCount >= Self.largePage { madvise(memory, byteCount, MADV_HUGEPAGE) }
        start = memory.bindMemory(to: Int64.self, capacity: count)
    }

    func release() {
        munmap(start, byteCount)
    }
}
