-- Numbers that calls and chats were not to reach, and the rules that said so.

CREATE TABLE barred_numbers (
  entry          BIGINT NOT NULL PRIMARY KEY,  -- sequence of its number.barred in the ledger
  contact_run    BIGINT NOT NULL,
  contact_number BIGINT NOT NULL,
  number         TEXT   NOT NULL,
  destination    TEXT   NOT NULL,
  why            TEXT   NOT NULL
);

CREATE INDEX barred_numbers_by_contact ON barred_numbers (contact_run, contact_number, entry);
