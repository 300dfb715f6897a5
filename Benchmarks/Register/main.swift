// SPDX-License-Identifier: Apache-2.0
//
// How long reading a register again takes: 100,000 records, nine votes in twelve, from a file, on one core, with
// every signature checked and every ballot counted. Beside it, in the same run, the floor that nothing goes below:
// the signatures alone. Run by `make bench`, from the root of the checkout.

try RegisterBench.run(records: CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000)
