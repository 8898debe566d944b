-- Time tables: records whose clock is fixed when they are received, a table per category and day of collection, so that
-- an expired one is dropped as a whole.
--
-- `record` becomes one of two parts of `every_record`, by the first bit of the id, and stays as it is for whoever names it.
-- Columns are added to `every_record` from now on; indexes to each of them.
CREATE TABLE every_record (
  LIKE record INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
  PRIMARY KEY (bucket, id)
) PARTITION BY RANGE (id);
ALTER TABLE every_record ATTACH PARTITION record
  FOR VALUES FROM (MINVALUE) TO ('80000000-0000-0000-0000-000000000000');
CREATE TABLE record_timed (
  LIKE record INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
  PRIMARY KEY (bucket, id)
) PARTITION BY RANGE (id);
ALTER TABLE every_record ATTACH PARTITION record_timed
  FOR VALUES FROM ('80000000-0000-0000-0000-000000000000') TO (MAXVALUE);

-- The number of a category in the ids of its time tables.
CREATE TABLE time_series (
  series   smallint PRIMARY KEY CHECK (series >= 0),
  policy   text NOT NULL,
  category text NOT NULL,
  UNIQUE (policy, category)
);

-- A time table; a dropped one is known for ever, so that nothing is received into it again. An empty one leaves no journal.
CREATE TABLE time_table (
  series     smallint NOT NULL REFERENCES time_series,
  policy     text NOT NULL,
  category   text NOT NULL,
  from_at    timestamptz NOT NULL,
  until_at   timestamptz NOT NULL,
  first_id   uuid NOT NULL,
  last_id    uuid NOT NULL, -- exclusive
  state      text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'DROPPED')),
  dropped_at timestamptz,
  records    bigint,
  root       bytea CHECK (length(root) = 32),
  run_id     uuid,
  PRIMARY KEY (series, from_at),
  CHECK (from_at < until_at),
  CHECK (first_id < last_id),
  CHECK ((state = 'DROPPED') = (dropped_at IS NOT NULL)),
  CHECK ((dropped_at IS NULL) = (records IS NULL) AND (records IS NULL) = (run_id IS NULL))
);
CREATE INDEX time_table_open ON time_table (policy, category, until_at) WHERE state = 'OPEN';

-- The journal of dropped time tables: one row for the whole of each. `root` is over the ids of what was in it. The arrays have an entry for each
-- version that had protected some of it. Kept as the rest of the journal is.
CREATE TABLE erasure_table (
  id              uuid PRIMARY KEY,
  at              timestamptz NOT NULL,
  run_id          uuid NOT NULL,
  policy          text NOT NULL,
  category        text NOT NULL,
  series          smallint NOT NULL,
  from_at         timestamptz NOT NULL,
  until_at        timestamptz NOT NULL,
  first_id        uuid NOT NULL,
  last_id         uuid NOT NULL, -- exclusive
  records         bigint NOT NULL CHECK (records > 0),
  subjects        bigint NOT NULL CHECK (subjects > 0),
  root            bytea NOT NULL CHECK (length(root) = 32),
  protected_by    integer[] NOT NULL,
  policy_versions integer[] NOT NULL,
  rules           smallint[] NOT NULL,
  part_records    bigint[] NOT NULL,
  part_subjects   bigint[] NOT NULL,
  buried          boolean NOT NULL DEFAULT false, -- everybody who was in it and has no record any more
  buried_bucket   smallint,                       -- how far that has come
  buried_subject  uuid
);
CREATE INDEX erasure_table_run ON erasure_table (run_id, policy);
CREATE INDEX erasure_table_ids ON erasure_table (first_id);
CREATE INDEX erasure_table_unburied ON erasure_table (at) WHERE NOT buried;
-- Whose records were in it: the event log names them, and those without a record are buried.
CREATE TABLE erasure_table_subject (
  table_id   uuid NOT NULL,
  bucket     smallint NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (table_id, bucket, subject_id)
);
-- What it says of each version.
CREATE VIEW erasure_table_part AS
  SELECT t.id AS table_id, t.at, t.run_id, t.policy, t.category,
    p.protected_by, p.policy_version, p.rule, p.records, p.subjects
  FROM erasure_table t
  CROSS JOIN LATERAL unnest(t.protected_by, t.policy_versions, t.rules, t.part_records, t.part_subjects)
    AS p(protected_by, policy_version, rule, records, subjects);

-- The first id of a second: a one, 15 bits of the series, 32 bits of Unix seconds.
CREATE FUNCTION time_table_id(series smallint, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (to_hex(32768 + series) || lpad(to_hex(extract(epoch FROM at)::bigint), 8, '0') || repeat('0', 20))::uuid
$$;

-- Makes the time table that takes what was collected at `at`, if there is none, also no dropped one; of no more than from `day` to
-- `night`, and of less where another one begins or ends in between, as after a change of zone. Attaching waits for no reader.
CREATE FUNCTION time_table_open(of_policy text, of_category text, at timestamptz, day timestamptz, night timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number smallint;
  starts timestamptz;
  ends   timestamptz;
  name   text;
BEGIN
  PERFORM pg_advisory_xact_lock(4703, 2);
  SELECT s.series INTO number FROM time_series s WHERE s.policy = of_policy AND s.category = of_category;
  IF number IS NULL THEN
    INSERT INTO time_series (series, policy, category)
      SELECT COALESCE(max(s.series) + 1, 0)::smallint, of_policy, of_category FROM time_series s
      RETURNING series INTO number;
  END IF;
  IF EXISTS (SELECT 1 FROM time_table t WHERE t.series = number AND t.from_at <= at AND t.until_at > at) THEN
    RETURN;
  END IF;
  SELECT GREATEST(day, max(t.until_at)) INTO starts FROM time_table t WHERE t.series = number AND t.until_at <= at;
  SELECT LEAST(night, min(t.from_at)) INTO ends FROM time_table t WHERE t.series = number AND t.from_at > at;
  name := format('record_timed_%s_%s', number, extract(epoch FROM starts)::bigint);
  EXECUTE format('CREATE TABLE %I (LIKE record INCLUDING ALL)', name);
  EXECUTE format('ALTER TABLE record_timed ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    name, time_table_id(number, starts), time_table_id(number, ends));
  INSERT INTO time_table (series, policy, category, from_at, until_at, first_id, last_id)
    VALUES (number, of_policy, of_category, starts, ends, time_table_id(number, starts), time_table_id(number, ends));
END $$;
