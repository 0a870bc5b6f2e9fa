-- One key for every stored resource (tenant, type, id), and versions that tell who made them, when and why.

-- A type may be read from the resource alone; a row without one gets the type its facts have in FHIR. Computed while the table is
-- rewritten once, without triggers: no chart changes by this.
ALTER TABLE record ADD COLUMN resource_type text NOT NULL GENERATED ALWAYS AS (
  coalesce(nullif(resource ->> 'resourceType', ''), CASE type
    WHEN 'encounter' THEN 'Encounter' WHEN 'observation' THEN 'Observation' WHEN 'condition' THEN 'Condition'
    WHEN 'allergy' THEN 'AllergyIntolerance' WHEN 'immunization' THEN 'Immunization' WHEN 'medication' THEN 'MedicationRequest'
    WHEN 'procedure' THEN 'Procedure' WHEN 'report' THEN 'DiagnosticReport' ELSE 'DocumentReference' END)) STORED;
ALTER TABLE record ALTER COLUMN resource_type DROP EXPRESSION;
ALTER TABLE record DROP CONSTRAINT record_pkey, ADD PRIMARY KEY (tenant_id, resource_type, id);
COMMENT ON COLUMN record.resource_type IS 'FHIR R4 type; with id the key of the resource: two types may share an id';

-- The type breaks the last tie of the timeline's order.
DROP INDEX record_timeline;
DROP INDEX record_by_type;
CREATE INDEX record_timeline ON record (tenant_id, patient_id, (coalesce(at, '-infinity'::timestamptz)) DESC, id DESC, resource_type DESC);
CREATE INDEX record_by_type ON record (tenant_id, patient_id, type, (coalesce(at, '-infinity'::timestamptz)) DESC, id DESC, resource_type DESC);

ALTER TABLE resource_history
  ADD COLUMN made_at timestamptz, ADD COLUMN made_by uuid, ADD COLUMN made_by_name text, ADD COLUMN reason text;
COMMENT ON COLUMN resource_history.made_at IS 'when this version was written; NULL where it was not kept';
COMMENT ON COLUMN resource_history.made_by IS 'the user who wrote this version; NULL for commands, and where it was not kept';
COMMENT ON COLUMN resource_history.made_by_name IS 'who wrote this version, by name; NULL where it was not kept';
COMMENT ON COLUMN resource_history.reason IS 'why this version was written, for instance import; NULL where it was not kept';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['patient', 'record', 'fhir_resource'] LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN updated_by uuid, ADD COLUMN updated_by_name text, ADD COLUMN change_reason text', t);
    EXECUTE format('COMMENT ON COLUMN %I.updated_by IS ''the user who wrote this version; NULL for commands, and where it was not kept''', t);
    EXECUTE format('COMMENT ON COLUMN %I.updated_by_name IS ''who wrote this version, by name; NULL where it was not kept''', t);
    EXECUTE format('COMMENT ON COLUMN %I.change_reason IS ''why this version was written, for instance import; NULL where it was not kept''', t);
    EXECUTE format('COMMENT ON COLUMN %I.updated_at IS ''when this version was written''', t);
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', t);
  END LOOP;
END $$;

-- Until now only the import replaced versions, and noted who replaced one: that is who made the next.
UPDATE resource_history h SET made_at = before.replaced_at, made_by_name = before.replaced_by, reason = 'import'
  FROM resource_history before
  WHERE before.tenant_id = h.tenant_id AND before.resource_type = h.resource_type AND before.resource_id = h.resource_id
    AND before.version = h.version - 1;
UPDATE patient p SET updated_by_name = h.replaced_by, change_reason = 'import' FROM resource_history h
  WHERE h.tenant_id = p.tenant_id AND h.resource_type = 'Patient' AND h.resource_id = p.id AND h.version = p.version - 1;
UPDATE record r SET updated_by_name = h.replaced_by, change_reason = 'import' FROM resource_history h
  WHERE h.tenant_id = r.tenant_id AND h.resource_type = r.resource_type AND h.resource_id = r.id AND h.version = r.version - 1;
UPDATE fhir_resource f SET updated_by_name = h.replaced_by, change_reason = 'import' FROM resource_history h
  WHERE h.tenant_id = f.tenant_id AND h.resource_type = f.resource_type AND h.resource_id = f.id AND h.version = f.version - 1;
-- A first version was written when its row was made.
UPDATE resource_history h SET made_at = p.created_at FROM patient p
  WHERE h.version = 1 AND h.resource_type = 'Patient' AND p.tenant_id = h.tenant_id AND p.id = h.resource_id;
UPDATE resource_history h SET made_at = r.created_at FROM record r
  WHERE h.version = 1 AND r.tenant_id = h.tenant_id AND r.resource_type = h.resource_type AND r.id = h.resource_id
    AND r.created_at <= h.replaced_at;
ALTER TABLE resource_history DROP COLUMN replaced_by;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['patient', 'record', 'fhir_resource'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', t);
  END LOOP;
END $$;

-- Asked of nothing any more. One that others made, or lean on, is theirs.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm' AND pg_has_role(extowner, 'USAGE')) THEN
    DROP EXTENSION pg_trgm;
  END IF;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $$;
