-- Patients and what finds them: a token per name word, a row per pair of name words, and the tenant's dictionary of names.

CREATE TABLE patient (
  tenant_id      uuid NOT NULL REFERENCES tenant,
  id             uuid NOT NULL,
  mrn            text COLLATE "C" NOT NULL CHECK (length(mrn) BETWEEN 1 AND 200),
  family_name    text NOT NULL DEFAULT '',
  given_name     text NOT NULL DEFAULT '',
  birth_date     date,
  birth_date_text text,
  sex            text NOT NULL DEFAULT 'unknown' CHECK (sex IN ('male', 'female', 'other', 'unknown')),
  phone          text,
  deceased       boolean NOT NULL DEFAULT false,
  deceased_at    timestamptz,
  language       text,
  names          text COLLATE "C" NOT NULL DEFAULT '',
  mrn_key        text COLLATE "C" NOT NULL,
  phone_reversed text COLLATE "C",
  last_seen_at   timestamptz,
  last_seen_day  date NOT NULL DEFAULT '-infinity',
  version        int NOT NULL DEFAULT 1,
  resource       json NOT NULL,
  content_hash   bytea,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, mrn)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX patient_recency ON patient (tenant_id, last_seen_day DESC, id DESC) INCLUDE (names, mrn_key);
CREATE INDEX patient_mrn_key ON patient (tenant_id, mrn_key);
CREATE INDEX patient_birth_date ON patient (tenant_id, birth_date, last_seen_day DESC, id DESC);
CREATE INDEX patient_phone ON patient (tenant_id, phone_reversed) WHERE phone_reversed IS NOT NULL;
COMMENT ON COLUMN patient.names IS 'all name words, normalised (lower case, no accents, letters and digits), one space between';
COMMENT ON COLUMN patient.mrn_key IS 'the MRN in lower case, letters and digits only';
COMMENT ON COLUMN patient.phone_reversed IS 'the digits of all phones'' first one, last digit first; NULL without a phone';
COMMENT ON COLUMN patient.last_seen_day IS 'UTC day of last_seen_at; -infinity when never seen. Lists are ordered by it';
COMMENT ON COLUMN patient.birth_date IS 'first day of a partial date; birth_date_text keeps what was recorded';
COMMENT ON COLUMN patient.resource IS 'the FHIR R4 Patient as text, digits of decimals kept (json, not jsonb: see docs/decisions)';

CREATE TABLE patient_token (
  tenant_id  uuid NOT NULL,
  patient_id uuid NOT NULL,
  token      text COLLATE "C" NOT NULL,
  last_day   date NOT NULL,
  names      text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, patient_id, token)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE INDEX patient_token_search ON patient_token (tenant_id, token, last_day DESC, patient_id DESC) INCLUDE (names);

-- For every two name words the first two letters of one and the whole other ("jo smith", "sm john"): finds "jo smi",
-- "smith john" and "smith j" in one short range, without reading every Jo or every Smith.
CREATE TABLE patient_pair (
  tenant_id  uuid NOT NULL,
  patient_id uuid NOT NULL,
  pair       text COLLATE "C" NOT NULL,
  last_day   date NOT NULL,
  names      text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, patient_id, pair)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE INDEX patient_pair_search ON patient_pair (tenant_id, pair, last_day DESC, patient_id DESC) INCLUDE (names);

CREATE TABLE name_token (
  tenant_id uuid NOT NULL,
  token     text COLLATE "C" NOT NULL,
  n         int NOT NULL,
  PRIMARY KEY (tenant_id, token) INCLUDE (n)
) WITH (fillfactor = 80);
COMMENT ON COLUMN name_token.n IS 'patients of the tenant who bear this name word';

-- Every name word with one letter left out. Two words one typo apart share such a variant (or one is the other's variant).
CREATE TABLE name_variant (
  tenant_id uuid NOT NULL,
  variant   text COLLATE "C" NOT NULL,
  token     text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, variant, token)
);

-- Goes up in the transaction of every write to the patient's chart; caches and ETags are keyed by it.
CREATE TABLE patient_chart (
  tenant_id  uuid NOT NULL,
  patient_id uuid NOT NULL,
  version    bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, patient_id)
) WITH (fillfactor = 70);

CREATE TABLE resource_history (
  tenant_id     uuid NOT NULL,
  resource_type text NOT NULL,
  resource_id   uuid NOT NULL,
  version       int NOT NULL,
  resource      json NOT NULL,
  replaced_at   timestamptz NOT NULL DEFAULT now(),
  replaced_by   text NOT NULL,
  PRIMARY KEY (tenant_id, resource_type, resource_id, version)
);

CREATE FUNCTION name_pairs(names text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT left(a.w, 2) || ' ' || b.w
  FROM regexp_split_to_table(names, ' ') WITH ORDINALITY AS a(w, i)
  JOIN regexp_split_to_table(names, ' ') WITH ORDINALITY AS b(w, i) ON a.i <> b.i $$;

CREATE FUNCTION patient_index_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO patient_token (tenant_id, patient_id, token, last_day, names)
    SELECT DISTINCT p.tenant_id, p.id, w, p.last_seen_day, p.names
    FROM added p, regexp_split_to_table(p.names, ' ') AS w WHERE w <> '';
  INSERT INTO patient_pair (tenant_id, patient_id, pair, last_day, names)
    SELECT p.tenant_id, p.id, pair, p.last_seen_day, p.names FROM added p, name_pairs(p.names) AS pair;
  WITH counted AS (
    SELECT p.tenant_id, w AS token, count(DISTINCT p.id)::int AS n
    FROM added p, regexp_split_to_table(p.names, ' ') AS w WHERE w <> ''
    GROUP BY 1, 2 ORDER BY 1, 2
  ), kept AS (
    INSERT INTO name_token AS t (tenant_id, token, n) SELECT tenant_id, token, n FROM counted
    ON CONFLICT (tenant_id, token) DO UPDATE SET n = t.n + excluded.n
    RETURNING tenant_id, token
  )
  INSERT INTO name_variant (tenant_id, variant, token)
    SELECT DISTINCT k.tenant_id, left(k.token, i - 1) || substr(k.token, i + 1), k.token
    FROM kept k, generate_series(1, length(k.token)) AS i WHERE length(k.token) BETWEEN 3 AND 40
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION patient_index_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE name_token t SET n = t.n - c.n
    FROM (SELECT k.tenant_id, k.token, count(*)::int AS n FROM removed p
          JOIN patient_token k ON k.tenant_id = p.tenant_id AND k.patient_id = p.id GROUP BY 1, 2 ORDER BY 1, 2) c
    WHERE t.tenant_id = c.tenant_id AND t.token = c.token;
  DELETE FROM patient_token k USING removed p WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id;
  DELETE FROM patient_pair k USING removed p WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id;
  DELETE FROM patient_chart k USING removed p WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id;
  RETURN NULL;
END $$;

-- A visit moves only last_seen_day, a changed name rewrites the words. Both happen per statement, not per row.
CREATE FUNCTION patient_index_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE patient_token k SET last_day = p.last_seen_day
    FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id
    WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id AND o.names = p.names AND k.last_day <> p.last_seen_day;
  UPDATE patient_pair k SET last_day = p.last_seen_day
    FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id
    WHERE k.tenant_id = p.tenant_id AND k.patient_id = p.id AND o.names = p.names AND k.last_day <> p.last_seen_day;
  IF EXISTS (SELECT 1 FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id WHERE o.names <> p.names) THEN
    UPDATE name_token t SET n = t.n - c.n
      FROM (SELECT k.tenant_id, k.token, count(*)::int AS n FROM after p
            JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names
            JOIN patient_token k ON k.tenant_id = p.tenant_id AND k.patient_id = p.id GROUP BY 1, 2 ORDER BY 1, 2) c
      WHERE t.tenant_id = c.tenant_id AND t.token = c.token;
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
    WITH counted AS (
      SELECT p.tenant_id, w AS token, count(DISTINCT p.id)::int AS n
      FROM after p JOIN before o ON o.tenant_id = p.tenant_id AND o.id = p.id AND o.names <> p.names,
           regexp_split_to_table(p.names, ' ') AS w WHERE w <> '' GROUP BY 1, 2 ORDER BY 1, 2
    ), kept AS (
      INSERT INTO name_token AS t (tenant_id, token, n) SELECT tenant_id, token, n FROM counted
      ON CONFLICT (tenant_id, token) DO UPDATE SET n = t.n + excluded.n RETURNING tenant_id, token
    )
    INSERT INTO name_variant (tenant_id, variant, token)
      SELECT DISTINCT k.tenant_id, left(k.token, i - 1) || substr(k.token, i + 1), k.token
      FROM kept k, generate_series(1, length(k.token)) AS i WHERE length(k.token) BETWEEN 3 AND 40
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION patient_bump_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO patient_chart (tenant_id, patient_id) SELECT tenant_id, id FROM added ORDER BY tenant_id, id
    ON CONFLICT (tenant_id, patient_id) DO UPDATE SET version = patient_chart.version + 1;
  UPDATE directory_version SET version = version + 1 WHERE tenant_id IN (SELECT DISTINCT tenant_id FROM added);
  RETURN NULL;
END $$;
CREATE FUNCTION patient_bump_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM patient_chart c JOIN after p ON c.tenant_id = p.tenant_id AND c.patient_id = p.id
    ORDER BY c.tenant_id, c.patient_id FOR UPDATE OF c;
  UPDATE patient_chart c SET version = c.version + 1 FROM after p WHERE c.tenant_id = p.tenant_id AND c.patient_id = p.id;
  UPDATE directory_version SET version = version + 1 WHERE tenant_id IN (SELECT DISTINCT tenant_id FROM after);
  RETURN NULL;
END $$;
CREATE FUNCTION patient_bump_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE directory_version SET version = version + 1 WHERE tenant_id IN (SELECT DISTINCT tenant_id FROM removed);
  RETURN NULL;
END $$;

CREATE TRIGGER patient_1_index_added AFTER INSERT ON patient REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION patient_index_added();
CREATE TRIGGER patient_1_index_changed AFTER UPDATE ON patient REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION patient_index_changed();
CREATE TRIGGER patient_1_index_removed AFTER DELETE ON patient REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION patient_index_removed();
CREATE TRIGGER patient_2_bump_added AFTER INSERT ON patient REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION patient_bump_added();
CREATE TRIGGER patient_2_bump_changed AFTER UPDATE ON patient REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION patient_bump_changed();
CREATE TRIGGER patient_2_bump_removed AFTER DELETE ON patient REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION patient_bump_removed();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['patient', 'patient_token', 'patient_pair', 'name_token', 'name_variant', 'patient_chart', 'resource_history'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant_only ON %I USING (tenant_id = app_tenant())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON patient, patient_chart, name_token TO "{{app_role}}";
GRANT SELECT, INSERT, UPDATE, DELETE ON patient_token, patient_pair TO "{{app_role}}";
GRANT SELECT, INSERT ON name_variant, resource_history TO "{{app_role}}";
