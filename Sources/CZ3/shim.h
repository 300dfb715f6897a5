// SPDX-License-Identifier: Apache-2.0
//
// The C interface of Z3, for CedarProver only.

#include <z3.h>
