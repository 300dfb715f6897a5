// SPDX-License-Identifier: Apache-2.0
//
// What a holder keeps about mandates, in a schema of its own beside its records: which it answered, which
// it refused and why, its own ledger of privacy, each sealed report until it was taken, and the newest
// checkpoint of the register that it acted on.

import PostgreSQL

package enum HolderSchema {
    /// Only ever added to.
    package static let migrations = [
        Migration(
            version: 1, name: "answers, refusals, sealed reports",
            sql: """
                CREATE SCHEMA regie;
                CREATE TABLE regie.answers (
                    mandate text PRIMARY KEY,           -- body hash, lowercase hex
                    study text NOT NULL,
                    dataset text NOT NULL,
                    population text NOT NULL,
                    period_start text NOT NULL,
                    period_end text NOT NULL,
                    rho_micro bigint NOT NULL CHECK (rho_micro > 0),
                    answered_at bigint NOT NULL,        -- seconds since 1970
                    failure text                        -- why zeros were sent; null when they weren't
                );
                CREATE TABLE regie.refusals (
                    mandate text PRIMARY KEY,
                    code text NOT NULL,
                    sentence text NOT NULL,
                    refused_at bigint NOT NULL
                );
                CREATE TABLE regie.reports (
                    task_id bytea PRIMARY KEY,
                    mandate text NOT NULL REFERENCES regie.answers,
                    leader text NOT NULL,
                    report bytea NOT NULL,              -- sealed before it is sent; a retry sends the same bytes
                    sent boolean NOT NULL DEFAULT false
                );
                """),
        Migration(
            version: 2, name: "adopted policies",
            sql: """
                CREATE TABLE regie.adopted_policies (
                    closed_at bigint PRIMARY KEY,       -- of the ballot that adopted it; seconds since 1970
                    mandate text NOT NULL,              -- where it was first seen
                    seen_at bigint NOT NULL
                );
                """),
        Migration(
            version: 3, name: "refused studies, mappings",
            sql: """
                CREATE TABLE regie.study_refusals (
                    study text PRIMARY KEY,
                    plan text,                          -- hash, where the study's text was at hand
                    envelope text NOT NULL,             -- the refusal as the holder signed it, JSON
                    refused_at bigint NOT NULL
                );
                CREATE TABLE regie.mappings (
                    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    dataset text NOT NULL,              -- the latest of a dataset is in force
                    document text NOT NULL,             -- YAML
                    applied_at bigint NOT NULL
                );
                ALTER TABLE regie.refusals ADD COLUMN study text; -- whatever it was, where the mandate said it
                """),
        Migration(
            version: 4, name: "the register",
            sql: """
                CREATE TABLE regie.register_checkpoint (
                    one boolean PRIMARY KEY DEFAULT true CHECK (one),
                    note bytea NOT NULL                 -- the newest that was acted on, as it was served
                );
                ALTER TABLE regie.refusals ADD COLUMN told boolean NOT NULL DEFAULT false; -- to the register
                """),
    ]
}
