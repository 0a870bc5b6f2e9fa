-- Which tenants the demo seeder made, and how far it is. It adds to these and touches no other; an audit event said so before,
-- and a clinic that removed its old events was seeded again.
CREATE TABLE demo_clinic (
  tenant_id   uuid PRIMARY KEY REFERENCES tenant,
  day         date NOT NULL,
  finished_at timestamptz
);
COMMENT ON COLUMN demo_clinic.day IS 'the day the generated data are told from; a run that completes them keeps to it';
COMMENT ON COLUMN demo_clinic.finished_at IS 'NULL until patients, schedule and queue are in';

-- No policy and no grant: commands use it, the application does not.
ALTER TABLE demo_clinic ENABLE ROW LEVEL SECURITY;

-- Those of the last release. One that has any patient is taken as finished: nothing is ever added to what may be in use.
INSERT INTO demo_clinic (tenant_id, day, finished_at)
  SELECT t.tenant_id, current_date,
         CASE WHEN t.slug = 'other' OR EXISTS (SELECT 1 FROM patient p WHERE p.tenant_id = t.tenant_id) THEN now() END
  FROM tenant t WHERE (t.slug, t.name) IN (('demo', 'Riverside Clinic (demo)'), ('other', 'Hillside Practice (demo)'));
