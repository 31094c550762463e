-- Whose a call is, where a site has several enterprises; empty for the site's own, NULL for those of earlier programs.

ALTER TABLE call_records ADD COLUMN enterprise TEXT;

CREATE INDEX call_records_by_enterprise ON call_records (enterprise, first_entry);
