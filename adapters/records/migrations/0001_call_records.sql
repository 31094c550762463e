-- Call records, and how far each projection of the ledger has come. Plain SQL, so that it serves SQLite and
-- PostgreSQL alike. Times are microseconds since 1970-01-01, UTC; spans are microseconds.

CREATE TABLE projections (
  name       TEXT   NOT NULL PRIMARY KEY,
  applied    BIGINT NOT NULL,  -- sequence of the last ledger entry applied
  applied_at BIGINT NOT NULL   -- the time of that entry: another ledger has another
);

CREATE TABLE call_records (
  contact_run    BIGINT  NOT NULL,
  contact_number BIGINT  NOT NULL,
  first_entry    BIGINT  NOT NULL,
  channel        TEXT    NOT NULL,
  caller         TEXT    NOT NULL,
  caller_name    TEXT    NOT NULL,
  dialled        TEXT    NOT NULL,
  arrived        BIGINT  NOT NULL,
  answered       BIGINT,
  ended          BIGINT,
  cause          TEXT    NOT NULL,
  status         INTEGER NOT NULL,
  release_cause  INTEGER NOT NULL,
  talk_time      BIGINT  NOT NULL,
  legs           INTEGER NOT NULL,
  PRIMARY KEY (contact_run, contact_number)
);

CREATE INDEX call_records_in_order ON call_records (first_entry);
CREATE INDEX call_records_by_caller ON call_records (caller, first_entry);
CREATE INDEX call_records_open ON call_records (first_entry) WHERE ended IS NULL;
