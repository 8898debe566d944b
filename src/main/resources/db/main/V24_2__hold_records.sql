-- Holds over sets of records: `records` says how many, and `hold_record` which. A replica of the version before takes such a hold for one
-- over the whole policy, and keeps more than it has to.
ALTER TABLE hold ADD COLUMN records integer CHECK (records > 0),
  ADD CHECK (records IS NULL OR category IS NULL AND subject_id IS NULL);
-- No block is over records: what may be done with data is asked by person and category. The column keeps the two tables alike.
ALTER TABLE block ADD COLUMN records integer CHECK (records IS NULL);

-- The records stay listed when the hold is over: that is what was held.
CREATE TABLE hold_record (
  bucket     smallint NOT NULL,
  subject_id uuid NOT NULL,
  record_id  uuid NOT NULL,
  category   text NOT NULL,
  hold_id    uuid NOT NULL,
  -- It leads with the subject: a batch, and whoever reads a record, asks by the subjects that they have locked or read.
  PRIMARY KEY (bucket, subject_id, record_id, hold_id)
);
-- What a hold is over, when it is released and when an act says what it kept.
CREATE INDEX hold_record_hold ON hold_record (hold_id);

ALTER TABLE restraint_end ADD COLUMN records boolean NOT NULL DEFAULT false;
