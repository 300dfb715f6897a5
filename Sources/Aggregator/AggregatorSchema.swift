// SPDX-License-Identifier: Apache-2.0
//
// An aggregator's tables. What must never happen is a constraint here, not a test before a write: a
// holder counts once in a task, a report counts once, an aggregate share is drawn once.

import PostgreSQL

package enum AggregatorSchema {
    /// Only ever added to.
    package static let migrations = [
        Migration(
            version: 1, name: "tasks, reports, aggregate shares",
            sql: """
                CREATE TABLE mandates (
                    hash bytea PRIMARY KEY,
                    document bytea NOT NULL,
                    accepted_at timestamptz NOT NULL DEFAULT now()
                );
                CREATE TABLE tasks (
                    task_id bytea PRIMARY KEY CHECK (length(task_id) = 32),
                    mandate_hash bytea NOT NULL REFERENCES mandates,
                    configuration bytea NOT NULL,
                    batch_start bigint NOT NULL,
                    batch_duration bigint NOT NULL CHECK (batch_duration > 0)
                );
                CREATE TABLE contributors (
                    task_id bytea NOT NULL REFERENCES tasks,
                    holder text NOT NULL,
                    PRIMARY KEY (task_id, holder)
                );
                CREATE TABLE reports (
                    task_id bytea NOT NULL,
                    holder text NOT NULL,
                    report_id bytea NOT NULL CHECK (length(report_id) = 16),
                    report_time bigint NOT NULL,
                    digest bytea NOT NULL,      -- SHA-256 of the bytes received: a retry is the same report
                    sealed bytea,               -- at the leader only, as received, until the helper has verified it
                    output_share bytea,         -- this aggregator's share alone; gone once the batch is added up
                    verified boolean NOT NULL,  -- by both aggregators
                    PRIMARY KEY (task_id, holder),
                    UNIQUE (task_id, report_id),
                    FOREIGN KEY (task_id, holder) REFERENCES contributors
                );
                CREATE TABLE aggregate_shares (
                    task_id bytea PRIMARY KEY REFERENCES tasks,
                    share bytea NOT NULL,       -- with this aggregator's noise, drawn once
                    report_count bigint NOT NULL CHECK (report_count > 0),
                    checksum bytea NOT NULL CHECK (length(checksum) = 32)
                );
                """),
        Migration(
            version: 2, name: "the register",
            sql: """
                CREATE TABLE register_checkpoint (
                    one boolean PRIMARY KEY DEFAULT true CHECK (one),
                    note bytea NOT NULL         -- the newest that was acted on, as it was served
                );
                """),
    ]
}
