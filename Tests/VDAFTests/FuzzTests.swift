// SPDX-License-Identifier: Apache-2.0
//
// A short run of the decoder fuzzer. `VDAFFuzz` runs ten million cases.

import Testing
import VDAFFuzzing

struct FuzzTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `G7 mutated messages never trap a decoder and are never read two ways`(_ seed: UInt64) throws {
        var fuzzer = try DecoderFuzzer(seed: seed)
        try fuzzer.run(cases: 20_000)
        #expect(fuzzer.accepted > 1_000)
    }
}
