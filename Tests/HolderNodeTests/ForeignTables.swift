// SPDX-License-Identifier: Apache-2.0
//
// An operator's database in a shape of its own: other names, other types, other codes, a list of objections with its
// own history; and the mapping of it to the catalogue's dataset over the trust's eight zones.

import Governance
import HolderNode
import PostgreSQL
import Studies
import TrustFixture

enum ForeignTables {
    /// Twelve customers with two journeys each, one journey that was called off, one objection that was lifted.
    static let script = """
        CREATE SCHEMA ops;
        CREATE TYPE ops.tarif AS ENUM ('PT', 'TR');
        CREATE TABLE ops.voyages (
            client integer, carte uuid NOT NULL DEFAULT gen_random_uuid(), depart timestamptz NOT NULL,
            arrivee timestamp NOT NULL, de varchar(5), vers varchar(5), vehicule char(3) NOT NULL, tarif ops.tarif,
            metres numeric(9, 1), etat text NOT NULL DEFAULT 'fait');
        INSERT INTO ops.voyages (client, depart, arrivee, de, vers, vehicule, tarif, metres)
            SELECT p, TIMESTAMPTZ '2026-03-10 06:30:00+00' + p * interval '1 hour', TIMESTAMP '2026-03-11',
                chr(65 + p % 8), chr(65 + (p + back) % 8), 'B', 'PT', 1000.4
            FROM generate_series(1, 12) p, generate_series(1, 2) back;
        INSERT INTO ops.voyages (client, depart, arrivee, de, vers, vehicule, tarif, metres, etat)
            VALUES (1, '2026-03-10 06:30:00+00', '2026-03-11', 'A', 'B', 'B', 'TR', 10, 'annule');
        CREATE TABLE ops.oppositions (client integer NOT NULL, levee date);
        INSERT INTO ops.oppositions VALUES (3, NULL), (4, '2026-02-01'), (900, NULL);
        CREATE TABLE ops.accords (client integer NOT NULL);
        INSERT INTO ops.accords SELECT generate_series(1, 6);
        """

    static let mapping = """
        dataset: mobility-trips
        table: ops.voyages
        where: etat <> 'annule'
        columns:
          person_id: client
          card_id: carte
          departed_at: { from: depart, time_zone: Europe/Paris }
          arrived_at: arrivee
          origin_zone: de
          destination_zone: coalesce(vers, 'outside')
          mode: { from: trim(vehicule), values: { B: bus, V: bike } }
          fare_kind: { from: tarif, values: { PT: full, TR: reduced } }
          distance_m: metres
        objections: { table: ops.oppositions, unit: client, where: levee IS NULL }

        """

    /// The same records, as the dataset has them.
    static let asDeclared = """
        INSERT INTO trips SELECT client::text, carte::text, depart AT TIME ZONE 'Europe/Paris', arrivee, de, vers,
            'bus', 'full', round(metres) FROM ops.voyages WHERE etat = 'fait';
        INSERT INTO objections VALUES ('3');
        """

    static let wantsConsent: @Sendable (String) -> String = {
        $0.replacing("\"recordWords\"", with: "\"consent\": \"required\", \"recordWords\"")
    }
}

extension AskedHolder {
    var desk: HolderDesk { desk("bus") }

    func desk(_ id: String) -> HolderDesk {
        HolderDesk(
            id: id, catalogue: catalogue, root: trust.root,
            key: trust.enrolment.holderKeys[id] ?? SigningKey(), database: parameters, pool: pool)
    }

    func mapping(_ text: String = ForeignTables.mapping) throws -> Mapping {
        try Mapping(yaml: text, file: "map.yaml", catalogue: catalogue)
    }

    /// Another catalogue over the same database.
    func with(_ catalogue: Catalogue) -> AskedHolder {
        AskedHolder(
            register: register, catalogue: catalogue, network: network, parameters: parameters, pool: pool)
    }

    /// Every table of the database with how many rows it has.
    var contents: [String] {
        get async throws {
            try await read(
                """
                SELECT n.nspname || '.' || c.relname || ' ' || (xpath('/row/n/text()', query_to_xml(
                    format('SELECT count(*) AS n FROM %I.%I', n.nspname, c.relname), false, true, '')))[1] AS x
                FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                WHERE relkind IN ('r', 'v') AND nspname NOT IN ('pg_catalog', 'information_schema')
                    AND nspname NOT LIKE 'pg!_t%' ESCAPE '!'
                ORDER BY 1
                """)
        }
    }
}
