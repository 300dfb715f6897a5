// SPDX-License-Identifier: Apache-2.0
//
// A short run of the fuzzer. `VDAFFuzz` runs ten million cases for each decoder, and counts allocations.

import Synchronization
import Testing
import VDAFFuzzing

struct FuzzTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `G7 mutated messages never trap a decoder and are never read two ways`(_ seed: UInt64) throws {
        for target in try DecoderTarget.all() {
            var fuzzer = DecoderFuzzer(target, seed: seed)
            try fuzzer.run(cases: 2_000)
            #expect(fuzzer.cases == 2_000)
            #expect(fuzzer.taken > 100, "\(target.name)")
        }
    }

    @Test
    func `a decoder that asks for more memory than its bound is found out`() throws {
        let targets = try DecoderTarget.all()
        for target in targets {
            // As if each call asked for 1 GiB.
            let count = Mutex(UInt64(0))
            var fuzzer = DecoderFuzzer(target, seed: 4) {
                count.withLock {
                    $0 += 1 << 30; return $0
                }
            }
            #expect(throws: FuzzFailure.self) { try fuzzer.run(cases: 1) }
        }
    }
}
