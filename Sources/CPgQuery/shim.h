// SPDX-License-Identifier: Apache-2.0
//
// The C interface of libpg_query, for Studies only.

#include <pg_query.h>
