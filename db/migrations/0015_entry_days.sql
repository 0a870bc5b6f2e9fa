-- A claim or payment that was dated by its day alone has that day wherever and whenever it is looked at: posted_at, midnight of
-- the zone that the clinic had when it came in, orders the account and no more.
ALTER TABLE journal_entry ADD COLUMN posted_text text CHECK (posted_text ~ '^\d{4}(-\d{2}){0,2}$');
COMMENT ON COLUMN journal_entry.posted_text IS 'the day, month or year as recorded, when the source gave no time; NULL where posted_at is all there is to know';
GRANT INSERT (posted_text) ON journal_entry TO "{{app_role}}";

UPDATE journal_entry e SET posted_text = dated.text
  FROM (SELECT tenant_id, resource_type, id, CASE resource_type WHEN 'Claim' THEN resource->>'created'
          ELSE coalesce(resource->'payment'->>'date', resource->>'created') END AS text
        FROM fhir_resource WHERE resource_type IN ('Claim', 'ExplanationOfBenefit')) AS dated
  WHERE e.tenant_id = dated.tenant_id AND e.source_type = dated.resource_type AND e.source_id = dated.id AND e.kind <> 'reversal'
    AND dated.text ~ '^\d{4}(-\d{2}){0,2}$';
