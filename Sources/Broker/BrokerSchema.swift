// SPDX-License-Identifier: Apache-2.0
//
// The broker's tables: every study submitted with what became of it and what was said of it, the mandates that edges
// ask for, and which cells each release said. Beside opinions and releases they project the register. None of them can
// hold a contribution.

import PostgreSQL

package enum BrokerSchema {
    /// Only ever added to.
    package static let migrations = [
        Migration(
            version: 1, name: "ballots, votes, studies, mandates",
            sql: """
                CREATE TABLE ballots (
                    id text PRIMARY KEY,
                    document bytea NOT NULL,        -- canonical JSON of the ballot
                    policy text NOT NULL,
                    opened_at bigint NOT NULL       -- seconds since 1970
                );
                CREATE TABLE votes (
                    ballot text NOT NULL REFERENCES ballots,
                    position bigint GENERATED ALWAYS AS IDENTITY,
                    document bytea NOT NULL,        -- the signed vote as received
                    PRIMARY KEY (ballot, position)
                );
                CREATE TABLE studies (
                    id text PRIMARY KEY,
                    text text NOT NULL,
                    state text NOT NULL CHECK (state IN ('refused', 'running', 'published', 'failed')),
                    sentence text NOT NULL,
                    mandate text UNIQUE,
                    submitted_at bigint NOT NULL
                );
                CREATE TABLE mandates (
                    id text PRIMARY KEY,            -- body hash, lowercase hex
                    position bigint GENERATED ALWAYS AS IDENTITY,
                    study text NOT NULL UNIQUE REFERENCES studies,
                    document bytea NOT NULL,
                    dataset text NOT NULL,
                    population text NOT NULL,
                    period_start text NOT NULL,
                    period_end text NOT NULL,
                    rho_micro bigint NOT NULL CHECK (rho_micro > 0),
                    made_at bigint NOT NULL
                );
                """),
        Migration(
            version: 2, name: "opinions, preliminary assessments, refusals",
            sql: """
                CREATE TABLE opinions (
                    plan text PRIMARY KEY,          -- plan hash, lowercase hex
                    document bytea NOT NULL         -- the signed opinion, canonical JSON
                );
                CREATE TABLE preliminary_documents (
                    study text NOT NULL REFERENCES studies,
                    name text NOT NULL,
                    document bytea NOT NULL,
                    PRIMARY KEY (study, name)
                );
                CREATE TABLE refusals (
                    study text PRIMARY KEY REFERENCES studies,
                    reasons bytea NOT NULL,         -- canonical JSON
                    shown boolean NOT NULL DEFAULT false
                );
                """),
        Migration(
            version: 3, name: "the register decides, the database projects",
            sql: """
                DROP TABLE votes;
                DROP TABLE ballots;
                ALTER TABLE studies DROP CONSTRAINT studies_state_check;
                ALTER TABLE studies ADD CHECK (
                    state IN ('refused', 'waiting', 'running', 'published', 'failed', 'withdrawn', 'unpublishable'));
                ALTER TABLE mandates DROP CONSTRAINT mandates_study_key;
                ALTER TABLE mandates DROP COLUMN dataset, DROP COLUMN population, DROP COLUMN period_start,
                    DROP COLUMN period_end, DROP COLUMN rho_micro;
                """),
        Migration(
            version: 4, name: "releases",
            sql: """
                CREATE TABLE releases (
                    study text PRIMARY KEY REFERENCES studies,
                    position bigint GENERATED ALWAYS AS IDENTITY,
                    document bytea NOT NULL         -- canonical JSON of what was said and withheld, without values
                );
                """),
    ]
}
