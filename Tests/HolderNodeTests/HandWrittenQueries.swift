// SPDX-License-Identifier: Apache-2.0
//
// Every study of the catalogue as somebody would write it who has never seen the planner: over natural codes, with
// the period, the objections and the words for what is unknown written out by hand.

enum HandWritten {
    /// The axes in the order of the study's list, then every measure, the count of units first.
    static let queries: [String: String] = [
        "mobility-trips/arrivals-by-weekday": """
        SELECT d AS destination_zone, extract(isodow FROM departed_at)::int::text AS weekday,
               count(DISTINCT person_id) AS people
        FROM spring GROUP BY 1, 2
        """,
        "mobility-trips/carpool-flows": """
        SELECT o AS origin_zone, d AS destination_zone, count(DISTINCT person_id) AS people
        FROM spring WHERE m = 'carpool' AND departed_at < '2026-04-01' GROUP BY 1, 2
        """,
        "mobility-trips/distances-by-origin": """
        SELECT o AS origin_zone, m AS mode, count(DISTINCT person_id) AS people, count(*) AS trips,
               sum(distance_m) AS metres
        FROM spring WHERE o <> 'outside' GROUP BY 1, 2
        """,
        "mobility-trips/flows-between-groups": """
        SELECT a.zone_group AS from_group, coalesce(b.zone_group, 'other') AS to_group,
               to_char(departed_at, 'YYYY-MM-01') AS month, count(DISTINCT person_id) AS units, count(*) AS trips
        FROM spring JOIN groups a ON a.zone = o LEFT JOIN groups b ON b.zone = d GROUP BY 1, 2, 3
        """,
        "mobility-trips/flows-by-mode": """
        SELECT o AS origin_zone, d AS destination_zone, m AS mode, count(DISTINCT person_id) AS people
        FROM spring WHERE (m = 'bus' OR m = 'bike') AND o <> d GROUP BY 1, 2, 3
        """,
        "mobility-trips/flows-by-time-of-day": """
        SELECT o AS origin_zone, d AS destination_zone,
               CASE WHEN departed_at::time >= '06:00' AND departed_at::time < '09:00' THEN 'pointe du matin'
                    WHEN departed_at::time >= '09:00' AND departed_at::time < '16:00' THEN 'journée'
                    WHEN departed_at::time >= '16:00' AND departed_at::time < '19:00' THEN 'pointe du soir'
                    ELSE 'soirée et nuit' END AS time_of_day,
               count(DISTINCT person_id) AS people
        FROM spring WHERE to_char(departed_at, 'ID') NOT IN ('6', '7') GROUP BY 1, 2, 3
        """,
        "mobility-trips/flows": """
        SELECT o AS origin_zone, d AS destination_zone, count(DISTINCT person_id) AS people, count(*) AS trips
        FROM spring GROUP BY 1, 2
        """,
        "mobility-trips/use-by-month": """
        SELECT to_char(departed_at, 'YYYY-MM-01') AS month, m AS mode, o AS origin_zone,
               count(DISTINCT person_id) AS people
        FROM spring WHERE o <> 'outside' GROUP BY 1, 2, 3
        """,
        "home-energy/before-after-renovation": """
        SELECT renovated::text AS renovated, year AS annee, class AS dwelling_class,
               count(DISTINCT household_id) AS pdl, sum(kwh_corrected) AS conso_corrigee_kwh
        FROM homes
        WHERE year IN ('2023', '2025') AND (renovation_kind = 'none' OR renovation_year = 2024) GROUP BY 1, 2, 3
        """,
        "home-energy/consumption-by-dwelling": """
        SELECT zone AS code_commune, class AS dwelling_class, count(DISTINCT household_id) AS pdl,
               sum(kwh) AS conso_kwh
        FROM homes WHERE year = '2025' AND month >= '2025-01-01' GROUP BY 1, 2
        """,
        "home-energy/heat-sensitivity": """
        SELECT zone AS code_commune, known(heat_sensitivity, 'none', 'low', 'medium', 'high') AS heat_sensitivity,
               count(DISTINCT household_id) AS pdl, sum(kwh_heat) AS thermosensible_kwh
        FROM homes WHERE year = '2025' AND month >= '2025-01-01' GROUP BY 1, 2
        """,
        "home-energy/savings-by-works": """
        SELECT known(renovation_kind, 'none', 'windows', 'insulation', 'heating_system', 'complete')
                   AS renovation_kind,
               year AS annee, known(dwelling_type, 'house', 'flat') AS dwelling_type,
               count(DISTINCT household_id) AS pdl, sum(kwh_corrected) AS conso_corrigee_kwh,
               sum(bill_eur) AS depense_eur, sum(renovation_cost_eur) AS cout_eur, sum(renovation_aid_eur) AS aide_eur
        FROM homes WHERE renovation_kind = 'none' OR renovation_year = 2024 GROUP BY 1, 2, 3
        """,
        "home-energy/use-bands": """
        SELECT class AS dwelling_class,
               known(use_band, 'under_5', '5_to_10', '10_to_15', '15_to_20', '20_or_more') AS use_band,
               count(DISTINCT household_id) AS pdl
        FROM homes WHERE year = '2025' AND month >= '2025-01-01' GROUP BY 1, 2
        """,
    ]

    private static let known = """
        CREATE FUNCTION known(code text, VARIADIC codes text[]) RETURNS text LANGUAGE sql
            AS $$ SELECT CASE WHEN code = ANY (codes) THEN code ELSE 'other' END $$;

        """

    /// Trips of people who did not object, in the thirteen weeks of the studies.
    static let spring =
        known + """
            CREATE VIEW spring AS
            SELECT person_id, departed_at, distance_m, known(mode, 'bus', 'bike', 'carpool') AS m,
                   coalesce((SELECT zone FROM groups WHERE zone = origin_zone), 'outside') AS o,
                   coalesce((SELECT zone FROM groups WHERE zone = destination_zone), 'outside') AS d
            FROM trips
            WHERE departed_at >= '2026-03-02' AND departed_at < '2026-06-01'
              AND person_id NOT IN (SELECT person_id FROM objections);
            """

    /// Months of homes that did not object, in the three years of the records.
    static let homes =
        known + """
            CREATE VIEW homes AS
            SELECT *, known(annee::text, '2023', '2024', '2025') AS year,
                   known(dwelling_class, 'house_before_1975', 'house_1975_2005', 'house_since_2006',
                         'flat_before_1975', 'flat_1975_2005', 'flat_since_2006') AS class,
                   coalesce((SELECT groups.zone FROM groups WHERE groups.zone = code_commune), 'outside') AS zone
            FROM consumption
            WHERE month >= '2023-01-01' AND month < '2026-01-01'
              AND household_id NOT IN (SELECT household_id FROM objections);
            """

    /// What no fictitious record holds: moments just inside and outside of periods and hours, codes that nobody
    /// declared, and people who objected.
    static let plantedTrips = """
        -- Metres become half kilometres: exact noise leaves no room for a bound of a thousand kilometres.
        UPDATE trips SET distance_m = distance_m / 500;
        INSERT INTO trips
        SELECT 'P-' || row_number() OVER () % 40, 'c', at, at + interval '9 minutes', o, d, m, 'full', 100
        FROM unnest(ARRAY[
                '2026-03-01 23:59:59', '2026-03-02 00:00', '2026-03-06 23:59:59', '2026-03-07 00:00',
                '2026-03-09 05:59:59', '2026-03-09 06:00', '2026-03-09 08:59:59', '2026-03-09 09:00',
                '2026-03-09 15:59:59', '2026-03-09 16:00', '2026-03-09 18:59:59', '2026-03-09 19:00',
                '2026-03-31 23:59:59', '2026-04-01 00:00', '2026-05-31 23:59:59', '2026-06-01 00:00'
            ]::timestamp[]) at,
            unnest(ARRAY['99F15', '99F11', 'outside', '17300']) o,
            unnest(ARRAY['99F15', '99F11', 'outside', '17028']) d,
            unnest(ARRAY['bus', 'bike', 'carpool', 'tram']) m;
        INSERT INTO objections VALUES ('P-7'), ('P-8');
        """

    static let plantedHomes = """
        INSERT INTO consumption
        SELECT 900000 + row_number() OVER () % 50, month, annee, zone, kind, 'before_1949', kind || '_before_1975',
               'under_40', 'gas', 'high', '5_to_10', works <> 'none', works, CASE WHEN works <> 'none' THEN 2024 END,
               10, 20, 30, 40, 50, 60, 70, 80
        FROM unnest(ARRAY['2022-12-01', '2023-01-01', '2024-12-01', '2025-01-01', '2025-12-01', '2026-01-01']::date[])
                month,
            unnest(ARRAY[2022, 2023, 2024, 2025]) annee, unnest(ARRAY['99F15', '17300']) zone,
            unnest(ARRAY['house', 'flat', 'tent']) kind, unnest(ARRAY['none', 'complete', 'magic']) works;
        INSERT INTO objections VALUES (900007), (900008);
        """
}
