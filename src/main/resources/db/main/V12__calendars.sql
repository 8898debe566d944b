-- Working-day calendars that the operator has added to those that come with the service.
CREATE TABLE calendar_version (
  name         text NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  hash         text NOT NULL,
  csv          text NOT NULL, -- the years that it adds or changes
  author       text NOT NULL,
  created_at   timestamptz NOT NULL,
  approved_by  text CHECK (approved_by <> author),
  -- How many tables of all calendars were in force with this one; null while it awaits approval. Of a year the last counts.
  epoch        integer UNIQUE CHECK (epoch > 0),
  effective_at timestamptz,
  PRIMARY KEY (name, version),
  CHECK ((epoch IS NULL) = (effective_at IS NULL)),
  CHECK (approved_by IS NULL OR epoch IS NOT NULL)
);

-- The epoch of a policy counts the tables as well: either may move due dates.
CREATE OR REPLACE FUNCTION policy_epoch_shared(of_policy text, known integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4710, hashtext(of_policy || '/' || known));
  RETURN (SELECT count(*) FROM policy_version WHERE policy = of_policy AND state <> 'DRAFT')
    + (SELECT count(*) FROM calendar_version WHERE epoch IS NOT NULL);
END $$;

-- The job that follows a table; null where it follows an activation.
ALTER TABLE policy_recompute
  ADD COLUMN calendar text,
  ADD COLUMN calendar_version integer,
  ADD CHECK ((calendar IS NULL) = (calendar_version IS NULL)),
  ADD FOREIGN KEY (calendar, calendar_version) REFERENCES calendar_version (name, version),
  DROP CONSTRAINT policy_recompute_policy_version_key,
  ADD UNIQUE NULLS NOT DISTINCT (policy, version, calendar, calendar_version);
