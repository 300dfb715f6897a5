// SPDX-License-Identifier: Apache-2.0
//
// Timings of policies: one file for each measured thing, one line for each result. Run by `make bench`.

try ProverTimings.run()
try DecisionBench.run()
