// SPDX-License-Identifier: Apache-2.0
//
// Zstandard's simple API: whole buffers in, whole buffers out.

#include <zstd.h>
