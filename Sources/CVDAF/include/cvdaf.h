// SPDX-License-Identifier: Apache-2.0
//
// The C kernels of VDAF in one door: field arithmetic (inlined into the Swift that calls it) and the Keccak
// permutation. Nothing else is in C.

#ifndef CVDAF_H
#define CVDAF_H

#include "barrier.h"
#include "field128.h"
#include "field64.h"
#include "keccak.h"

#endif
