-- The register of depersonalizations and of what was done with their results (Roskomnadzor order 140). A run has one row per category and
-- version of the records, written with its batches; whoever reads results, one for each time. No id of a record, nor of a person.
CREATE TABLE depersonalization (
  id             uuid PRIMARY KEY, -- begins with the time
  operation      text NOT NULL CHECK (operation IN ('DEPERSONALIZED', 'READ', 'EXPORTED', 'DESTROYED')),
  at             timestamptz NOT NULL,
  last_at        timestamptz NOT NULL, -- of the last batch
  policy         text NOT NULL,
  category       text NOT NULL,
  policy_version integer, -- that had protected the records, or whose rule destroyed the results
  run_id         uuid,
  by             text NOT NULL,
  purpose        text,
  recipient      text,
  after_id       uuid,    -- of results: where a reading began
  most           integer, -- rows that a reading asked for
  n              bigint CHECK (n >= 0), -- rows; null while a stream goes on, or if its replica died
  CHECK ((run_id IS NOT NULL) = (operation IN ('DEPERSONALIZED', 'DESTROYED'))),
  CHECK ((run_id IS NULL) = (policy_version IS NULL)),
  CHECK ((recipient IS NOT NULL) = (operation = 'EXPORTED'))
);
-- A run adds to its own row.
CREATE UNIQUE INDEX depersonalization_run
  ON depersonalization (run_id, operation, policy, category, policy_version) WHERE run_id IS NOT NULL;
-- Pages of a policy's, and of a category's.
CREATE INDEX depersonalization_policy ON depersonalization (policy, category, id);

-- Why an officer holds the methods of a version to suffice; never changed.
CREATE TABLE method_assessment (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy      text NOT NULL,
  version     integer NOT NULL,
  text        text NOT NULL,
  assessed_by text NOT NULL,
  assessed_at timestamptz NOT NULL,
  FOREIGN KEY (policy, version) REFERENCES policy_version (policy, version)
);
-- The assessments of versions, in the register and beside their methods.
CREATE INDEX method_assessment_version ON method_assessment (policy, version);
