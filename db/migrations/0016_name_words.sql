-- A changed name moves the words' counts in one pass, in the order of the words: lowering the old words first and raising the new ones
-- after made two people who change names in opposite directions wait for each other until PostgreSQL ended one of them. A word that
-- stays is not touched at all, and only a word the dictionary has not had needs its variants.
CREATE OR REPLACE FUNCTION patient_index_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE patient_token k SET last_day = p.last_seen_day
    FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id
    WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id AND o.names = p.names AND k.last_day <> p.last_seen_day;
  UPDATE patient_pair k SET last_day = p.last_seen_day
    FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id
    WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id AND o.names = p.names AND k.last_day <> p.last_seen_day;
  IF EXISTS (SELECT 1 FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id WHERE o.names <> p.names) THEN
    DELETE FROM patient_token k USING after p, before o
      WHERE o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names AND k.tenant_id = p.tenant_id AND k.patient_id = p.id;
    DELETE FROM patient_pair k USING after p, before o
      WHERE o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names AND k.tenant_id = p.tenant_id AND k.patient_id = p.id;
    INSERT INTO patient_token (tenant_id, patient_id, token, last_day, names)
      SELECT DISTINCT p.tenant_id, p.id, w, p.last_seen_day, p.names
      FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names,
           regexp_split_to_table(p.names, ' ') AS w WHERE w <> '';
    INSERT INTO patient_pair (tenant_id, patient_id, pair, last_day, names)
      SELECT p.tenant_id, p.id, pair, p.last_seen_day, p.names
      FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names, name_pairs(p.names) AS pair;
    WITH word AS (
      SELECT DISTINCT p.tenant_id, p.id, w AS token, 1 AS n
      FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names, regexp_split_to_table(p.names, ' ') AS w
      UNION ALL
      SELECT DISTINCT o.tenant_id, o.id, w, -1
      FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names, regexp_split_to_table(o.names, ' ') AS w
    ), counted AS (
      SELECT tenant_id, token, sum(n)::int AS n FROM word WHERE token <> ''
      GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY tenant_id, token COLLATE "C"
    ), kept AS (
      INSERT INTO name_token AS t (tenant_id, token, n) SELECT tenant_id, token, n FROM counted
      ON CONFLICT (tenant_id, token) DO UPDATE SET n = t.n + excluded.n
      RETURNING t.tenant_id, t.token, t.xmax = 0 AS is_new
    )
    INSERT INTO name_variant (tenant_id, variant, token)
      SELECT DISTINCT k.tenant_id, left(k.token, i - 1) || substr(k.token, i + 1), k.token
      FROM kept k, generate_series(1, length(k.token)) AS i WHERE k.is_new AND length(k.token) BETWEEN 3 AND 40
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION patient_index_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO patient_token (tenant_id, patient_id, token, last_day, names)
    SELECT DISTINCT p.tenant_id, p.id, w, p.last_seen_day, p.names
    FROM added p, regexp_split_to_table(p.names, ' ') AS w WHERE w <> '';
  INSERT INTO patient_pair (tenant_id, patient_id, pair, last_day, names)
    SELECT p.tenant_id, p.id, pair, p.last_seen_day, p.names FROM added p, name_pairs(p.names) AS pair;
  WITH counted AS (
    SELECT p.tenant_id, w AS token, count(DISTINCT p.id)::int AS n
    FROM added p, regexp_split_to_table(p.names, ' ') AS w WHERE w <> ''
    GROUP BY 1, 2 ORDER BY 1, w COLLATE "C"
  ), kept AS (
    INSERT INTO name_token AS t (tenant_id, token, n) SELECT tenant_id, token, n FROM counted
    ON CONFLICT (tenant_id, token) DO UPDATE SET n = t.n + excluded.n
    RETURNING t.tenant_id, t.token, t.xmax = 0 AS is_new
  )
  INSERT INTO name_variant (tenant_id, variant, token)
    SELECT DISTINCT k.tenant_id, left(k.token, i - 1) || substr(k.token, i + 1), k.token
    FROM kept k, generate_series(1, length(k.token)) AS i WHERE k.is_new AND length(k.token) BETWEEN 3 AND 40
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION patient_index_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM name_token t
    WHERE (t.tenant_id, t.token) IN (
      SELECT k.tenant_id, k.token FROM removed p JOIN patient_token k ON k.tenant_id = p.tenant_id AND k.patient_id = p.id)
    ORDER BY t.tenant_id, t.token FOR UPDATE;
  UPDATE name_token t SET n = t.n - c.n
    FROM (SELECT k.tenant_id, k.token, count(*)::int AS n FROM removed p
          JOIN patient_token k ON k.tenant_id = p.tenant_id AND k.patient_id = p.id GROUP BY 1, 2) c
    WHERE t.tenant_id = c.tenant_id AND t.token = c.token;
  DELETE FROM patient_token k USING removed p WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id;
  DELETE FROM patient_pair k USING removed p WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id;
  DELETE FROM patient_chart k USING removed p WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id;
  RETURN NULL;
END $$;
