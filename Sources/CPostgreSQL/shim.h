// SPDX-License-Identifier: Apache-2.0
//
// libpq's public interface, for the module PostgreSQL alone; and what glibc declares for GNU programs only, which
// Swift's module of it leaves out, that starting a server without leaking file descriptors needs.

#include <libpq-fe.h>
#include <spawn.h>

// pipe2(2): both ends close on exec from the start.
extern int pipe2(int ends[2], int flags);

// posix_spawn_file_actions_addclosefrom_np(3): glibc 2.34.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// POSIX_SPAWN_SETSID of <spawn.h>: glibc 2.26.
static const short regie_spawn_setsid = 0x80;
