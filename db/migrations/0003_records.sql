-- The chart: one row per clinical fact, one index for the timeline; and every other FHIR resource, kept whole.

CREATE TABLE record (
  tenant_id    uuid NOT NULL,
  patient_id   uuid NOT NULL,
  id           uuid NOT NULL,
  type         text NOT NULL CHECK (type IN ('encounter', 'observation', 'condition', 'allergy', 'immunization', 'medication',
                                             'procedure', 'report', 'document', 'note')),
  at           timestamptz,
  at_text      text,
  end_at       timestamptz,
  title        text NOT NULL,
  code_system  text,
  code         text,
  status       text,
  category     text,
  severity     text,
  value_number numeric,
  value_text   text,
  unit         text,
  components   json,
  abnormal     text CHECK (abnormal IN ('low', 'high', 'critical-low', 'critical-high', 'abnormal')),
  is_current   boolean NOT NULL DEFAULT false,
  is_retracted boolean NOT NULL DEFAULT false,
  encounter_id uuid,
  author       text,
  search       tsvector,
  version      int NOT NULL DEFAULT 1,
  resource     json NOT NULL,
  content_hash bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, patient_id) REFERENCES patient (tenant_id, id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
-- Undated facts sort last: coalesce gives them a place in the keyset.
CREATE INDEX record_timeline ON record (tenant_id, patient_id, (coalesce(at, '-infinity'::timestamptz)) DESC, id DESC);
CREATE INDEX record_by_type ON record (tenant_id, patient_id, type, (coalesce(at, '-infinity'::timestamptz)) DESC, id DESC);
CREATE INDEX record_current ON record (tenant_id, patient_id, type) WHERE is_current;
CREATE INDEX record_observation ON record (tenant_id, patient_id, code, at DESC) WHERE type = 'observation';
COMMENT ON COLUMN record.at IS 'when it happened or began; NULL when the source gives none; first instant of a partial date';
COMMENT ON COLUMN record.at_text IS 'the date as recorded, when it is partial (2015, 2015-03)';
COMMENT ON COLUMN record.value_number IS 'the measured value, digits as recorded; NULL when it is not a number';
COMMENT ON COLUMN record.value_text IS 'the value as recorded: digits of a number as written, or the text of a coded value';
COMMENT ON COLUMN record.unit IS 'UCUM code where the source gives one, else its own unit text';
COMMENT ON COLUMN record.components IS '[{code,title,value,unit}] of a panel such as blood pressure; value as recorded';
COMMENT ON COLUMN record.is_current IS 'shown in the summary: active problem, allergy or medication, or a given immunisation; never when retracted';
COMMENT ON COLUMN record.severity IS 'allergy: criticality or severity of the worst reaction; condition: severity';

-- How many facts of each type a chart holds, so that the summary never counts.
CREATE TABLE record_count (
  tenant_id  uuid NOT NULL,
  patient_id uuid NOT NULL,
  type       text NOT NULL,
  n          int NOT NULL,
  PRIMARY KEY (tenant_id, patient_id, type)
) WITH (fillfactor = 80);

CREATE TABLE fhir_resource (
  tenant_id     uuid NOT NULL,
  resource_type text NOT NULL,
  id            uuid NOT NULL,
  patient_id    uuid,
  version       int NOT NULL DEFAULT 1,
  resource      json NOT NULL,
  content_hash  bytea NOT NULL,
  updated_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id, resource_type)
);
CREATE INDEX fhir_resource_patient ON fhir_resource (tenant_id, patient_id, resource_type) WHERE patient_id IS NOT NULL;

-- Business identifiers of every stored resource: recognises a repeated Organization, resolves conditional references.
CREATE TABLE fhir_identifier (
  tenant_id     uuid NOT NULL,
  resource_type text NOT NULL,
  system        text COLLATE "C" NOT NULL,
  value         text COLLATE "C" NOT NULL,
  resource_id   uuid NOT NULL,
  PRIMARY KEY (tenant_id, resource_type, system, value, resource_id)
);
CREATE INDEX fhir_identifier_resource ON fhir_identifier (tenant_id, resource_type, resource_id);
COMMENT ON COLUMN fhir_identifier.system IS 'empty when the identifier names none; urn:swiftchart:source-id for the id a resource had where it came from';

-- References whose target is not stored (yet). A later import that brings the target completes them.
CREATE TABLE fhir_pending_reference (
  tenant_id     uuid NOT NULL,
  from_type     text NOT NULL,
  from_id       uuid NOT NULL,
  path          text COLLATE "C" NOT NULL,
  reference     text NOT NULL,
  target_type   text NOT NULL,
  target_id     uuid,
  target_system text COLLATE "C",
  target_value  text COLLATE "C",
  import_id     uuid NOT NULL,
  file          text NOT NULL,
  PRIMARY KEY (tenant_id, from_type, from_id, path)
);
CREATE INDEX fhir_pending_reference_target ON fhir_pending_reference (tenant_id, target_type, target_system, target_value);
CREATE INDEX fhir_pending_reference_target_id ON fhir_pending_reference (tenant_id, target_id) WHERE target_id IS NOT NULL;
CREATE INDEX fhir_pending_reference_import ON fhir_pending_reference (tenant_id, import_id);
COMMENT ON COLUMN fhir_pending_reference.reference IS 'as written in the resource';
COMMENT ON COLUMN fhir_pending_reference.target_type IS 'empty when the reference does not say';
COMMENT ON COLUMN fhir_pending_reference.target_id IS 'the id a plain Type/id has here once it is stored';
COMMENT ON COLUMN fhir_pending_reference.target_system IS 'of the identifier looked for; urn:swiftchart:source-id for a plain id; NULL when nothing here can ever match';
COMMENT ON COLUMN fhir_pending_reference.import_id IS 'the latest import that met the reference';

CREATE TABLE appointment (
  tenant_id     uuid NOT NULL,
  id            uuid NOT NULL,
  patient_id    uuid NOT NULL,
  provider_id   uuid NOT NULL,
  provider_name text NOT NULL,
  room          text,
  type          text NOT NULL,
  during        tstzrange NOT NULL CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)),
  status        text NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'arrived', 'fulfilled', 'cancelled', 'no-show')),
  version       int NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, patient_id) REFERENCES patient (tenant_id, id),
  EXCLUDE USING gist (tenant_id WITH =, provider_id WITH =, during WITH &&) WHERE (status <> 'cancelled'),
  EXCLUDE USING gist (tenant_id WITH =, room WITH =, during WITH &&) WHERE (status <> 'cancelled')
);
CREATE INDEX appointment_day ON appointment (tenant_id, lower(during), id);
CREATE INDEX appointment_patient ON appointment (tenant_id, patient_id, lower(during));

CREATE TABLE queue_ticket (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  patient_id uuid NOT NULL,
  number     int NOT NULL,
  status     text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'called', 'in-service', 'done', 'left')),
  priority   int NOT NULL DEFAULT 0,
  arrived_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, patient_id) REFERENCES patient (tenant_id, id)
);
CREATE INDEX queue_ticket_waiting ON queue_ticket (tenant_id, status, priority DESC, arrived_at, id);

-- Whatever changes what a summary shows bumps the chart's version in the same transaction, whoever writes it.
CREATE FUNCTION chart_bump_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO patient_chart (tenant_id, patient_id) SELECT DISTINCT tenant_id, patient_id FROM added ORDER BY 1, 2
    ON CONFLICT (tenant_id, patient_id) DO UPDATE SET version = patient_chart.version + 1;
  RETURN NULL;
END $$;
CREATE FUNCTION chart_bump_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO patient_chart (tenant_id, patient_id)
    SELECT tenant_id, patient_id FROM after UNION SELECT tenant_id, patient_id FROM before ORDER BY 1, 2
    ON CONFLICT (tenant_id, patient_id) DO UPDATE SET version = patient_chart.version + 1;
  RETURN NULL;
END $$;

CREATE FUNCTION record_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO record_count AS c (tenant_id, patient_id, type, n)
    SELECT tenant_id, patient_id, type, count(*)::int FROM added WHERE NOT is_retracted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, patient_id, type) DO UPDATE SET n = c.n + excluded.n;
  UPDATE patient p SET last_seen_at = v.at, last_seen_day = (v.at AT TIME ZONE 'UTC')::date
    FROM (SELECT tenant_id, patient_id, max(at) AS at FROM added
          WHERE type = 'encounter' AND NOT is_retracted AND status IN ('arrived', 'triaged', 'in-progress', 'finished') AND at <= now()
          GROUP BY 1, 2) v
    WHERE p.tenant_id = v.tenant_id AND p.id = v.patient_id AND (p.last_seen_at IS NULL OR p.last_seen_at < v.at);
  RETURN NULL;
END $$;
CREATE FUNCTION record_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO record_count AS c (tenant_id, patient_id, type, n)
    SELECT tenant_id, patient_id, type, sum(d)::int FROM (
      SELECT tenant_id, patient_id, type, 1 AS d FROM after WHERE NOT is_retracted
      UNION ALL SELECT tenant_id, patient_id, type, -1 FROM before WHERE NOT is_retracted) x
    GROUP BY 1, 2, 3 HAVING sum(d) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, patient_id, type) DO UPDATE SET n = c.n + excluded.n;
  UPDATE patient p SET last_seen_at = v.at, last_seen_day = (v.at AT TIME ZONE 'UTC')::date
    FROM (SELECT tenant_id, patient_id, max(at) AS at FROM after
          WHERE type = 'encounter' AND NOT is_retracted AND status IN ('arrived', 'triaged', 'in-progress', 'finished') AND at <= now()
          GROUP BY 1, 2) v
    WHERE p.tenant_id = v.tenant_id AND p.id = v.patient_id AND (p.last_seen_at IS NULL OR p.last_seen_at < v.at);
  RETURN NULL;
END $$;
CREATE TRIGGER record_1_added AFTER INSERT ON record REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION record_added();
CREATE TRIGGER record_1_changed AFTER UPDATE ON record REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION record_changed();
CREATE TRIGGER record_2_bump_added AFTER INSERT ON record REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION chart_bump_added();
CREATE TRIGGER record_2_bump_changed AFTER UPDATE ON record REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION chart_bump_changed();
CREATE TRIGGER appointment_bump_added AFTER INSERT ON appointment REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION chart_bump_added();
CREATE TRIGGER appointment_bump_changed AFTER UPDATE ON appointment REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION chart_bump_changed();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['record', 'record_count', 'fhir_resource', 'fhir_identifier', 'fhir_pending_reference', 'appointment', 'queue_ticket'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant_only ON %I USING (tenant_id = app_tenant())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO "{{app_role}}"', t);
  END LOOP;
END $$;
-- A resource moves to its chart when its patient arrives, an identifier changes, a reference finds its target.
GRANT DELETE ON fhir_resource, fhir_identifier, fhir_pending_reference TO "{{app_role}}";
