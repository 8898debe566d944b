-- The export and restore gate. Every transaction that writes passes it: the triggers below ask in which incarnation of the
-- database (timeline, database; the service asks for the cluster, too) it was opened last. A restored or promoted database is another incarnation, and
-- takes no write before the service has compared it with what was exported, and brought back what it lacks.
CREATE TABLE gate (
  only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  state          text NOT NULL DEFAULT 'NEW' CHECK (state IN ('NEW', 'OPEN', 'SEALED')),
  reason         text, -- why it is sealed
  since          timestamptz NOT NULL DEFAULT now(),
  cluster        text, -- in which it was opened
  timeline       text,
  database       text,
  exports        boolean NOT NULL DEFAULT false, -- facts are collected for the next segment
  assigned       bigint NOT NULL DEFAULT 0, -- number of the segment that is being written
  assigned_size  bigint NOT NULL DEFAULT 0, -- entries of the ledger up to its end
  fresh          boolean NOT NULL DEFAULT true, -- it holds all facts that there are, and goes on from no other
  exported       bigint NOT NULL DEFAULT 0, -- number of the last one that is on the disk
  exported_size  bigint NOT NULL DEFAULT 0,
  exported_hash  text,
  exported_at    timestamptz,
  activity_gap   timestamptz, -- since when activity may be lacking, until products have sent it again
  adopting_by    text, -- the first of the two who adopt it
  adopting_why   text,
  CHECK ((state = 'SEALED') = (reason IS NOT NULL)),
  CHECK ((state = 'NEW') = (timeline IS NULL)),
  CHECK (assigned IN (exported, exported + 1)),
  CHECK ((adopting_by IS NULL) = (adopting_why IS NULL))
);
INSERT INTO gate DEFAULT VALUES;

-- Who had no record when the activity of a restored database was said to have been sent again: nobody was buried until then.
CREATE TABLE awaited (
  bucket     smallint NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (bucket, subject_id)
);

CREATE FUNCTION gate_timeline() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END
$$;
CREATE FUNCTION gate_database() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT oid::text FROM pg_database WHERE datname = current_database()
$$;
CREATE FUNCTION gate_cluster() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT system_identifier::text FROM pg_control_system()
$$;

CREATE FUNCTION gate_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gate g WHERE g.state = 'NEW'
      OR g.state = 'OPEN' AND g.timeline = gate_timeline() AND g.database = gate_database())
    OR current_setting('lethe.gate', true) = 'replay' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the database is sealed' USING ERRCODE = 'LT001';
END $$;

-- What is exported beside the ledger: rows as they were written, in the order in which they were. Those of a person carry
-- the opaque key alone.
CREATE TABLE export_fact (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  relation text NOT NULL,
  gone     boolean NOT NULL,
  fact     jsonb NOT NULL,
  segment  bigint, -- in which it is being written; it goes when that is on the disk
  person   boolean NOT NULL DEFAULT false -- of whom others in the segment speak; not a change of its own
);
CREATE INDEX export_fact_free ON export_fact (id) WHERE segment IS NULL;
CREATE INDEX export_fact_segment ON export_fact (segment, id) WHERE segment IS NOT NULL;

CREATE FUNCTION export_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gate WHERE exports) AND current_setting('lethe.gate', true) IS DISTINCT FROM 'replay' THEN
    INSERT INTO export_fact (relation, gone, fact)
      VALUES (TG_TABLE_NAME, TG_OP = 'DELETE', CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END);
  END IF;
  RETURN NULL;
END $$;

-- What makes a database another than it was before a restore, where products do not send it again: restraints, events,
-- policies, calendars, requests, runs and acts. Runs are exported when their state changes, not with each count.
CREATE VIEW export_relation AS
  SELECT * FROM (VALUES
    ('policy_version'), ('calendar_version'), ('policy_notice'), ('policy_recompute'), ('hold'), ('hold_record'),
    ('block'), ('restraint_end'), ('subject_event'), ('subject_request'), ('incident'), ('incident_notice'),
    ('retention_run'), ('act'), ('act_media'), ('act_signature'), ('act_destroyed'), ('statement'), ('method_assessment'),
    ('depersonalization'), ('task'), ('disclosure')) AS r(name);

DO $$
DECLARE
  relation text;
BEGIN
  FOREACH relation IN ARRAY ARRAY['record', 'record_timed', 'every_record', 'record_previous', 'subject', 'subject_token',
      'subject_category', 'subject_event', 'blind_index', 'hold', 'hold_record', 'block', 'restraint_end', 'erasure', 'erasure_table',
      'time_table', 'tombstone', 'set_aside', 'retention_run', 'retention_brake', 'retention_spread', 'retention_history',
      'policy_version', 'policy_notice', 'policy_recompute', 'calendar_version', 'method_assessment', 'subject_request', 'incident',
      'incident_notice', 'disclosure', 'task', 'act', 'act_media', 'act_signature', 'act_destroyed', 'statement', 'depersonalization',
      'key_erasure', 'key_job', 'time_series', 'erasure_table_subject', 'retention_kept', 'retention_groups', 'ledger_entry', 'ledger_checkpoint', 'depersonalized.intake', 'depersonalized.record'] LOOP
    EXECUTE format('CREATE TRIGGER gate BEFORE INSERT OR UPDATE OR DELETE ON %s'
      ' FOR EACH STATEMENT EXECUTE FUNCTION gate_check()', relation);
  END LOOP;
  FOR relation IN SELECT name FROM export_relation WHERE name NOT IN ('retention_run', 'policy_recompute', 'subject_event') LOOP
    EXECUTE format('CREATE TRIGGER export AFTER INSERT OR UPDATE OR DELETE ON %I'
      ' FOR EACH ROW EXECUTE FUNCTION export_fact()', relation);
  END LOOP;
END $$;
-- Events go with their person, whom a journal buries.
CREATE TRIGGER export AFTER INSERT OR UPDATE ON subject_event FOR EACH ROW EXECUTE FUNCTION export_fact();
CREATE TRIGGER export AFTER INSERT OR UPDATE OF state, cutoff, settled, closing ON retention_run
  FOR EACH ROW EXECUTE FUNCTION export_fact();
-- Due dates are worked out anew in the restored database, however far that had come.
CREATE TRIGGER export AFTER INSERT ON policy_recompute FOR EACH ROW EXECUTE FUNCTION export_fact();
-- Who may not be collected of, whether or not there is anything of them.
CREATE TRIGGER export_ban AFTER UPDATE OF banned ON subject
  FOR EACH ROW WHEN (OLD.banned IS DISTINCT FROM NEW.banned) EXECUTE FUNCTION export_fact();
-- Who was destroyed, in bulk: without these, what is sent again would be received.
CREATE FUNCTION export_tombstones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gate WHERE exports) AND current_setting('lethe.gate', true) IS DISTINCT FROM 'replay' THEN
    INSERT INTO export_fact (relation, gone, fact) SELECT 'tombstone', false, to_jsonb(t) FROM tombstones t;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER export_insert AFTER INSERT ON tombstone
  REFERENCING NEW TABLE AS tombstones FOR EACH STATEMENT EXECUTE FUNCTION export_tombstones();
CREATE TRIGGER export_update AFTER UPDATE ON tombstone
  REFERENCING NEW TABLE AS tombstones FOR EACH STATEMENT EXECUTE FUNCTION export_tombstones();

-- Puts a row as it was exported, in the columns that both know; a key that is there gets its values.
CREATE FUNCTION replay_fact(relation text, gone boolean, fact jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  known    text;
  settable text;
  keys     text;
  matched  text;
BEGIN
  IF relation NOT IN ('subject', 'subject_token', 'tombstone') AND relation NOT IN (SELECT name FROM export_relation) THEN
    RAISE EXCEPTION 'no relation of the export' USING ERRCODE = 'LT002';
  END IF;
  -- A run that was under way would act before anybody has looked; an event log that has gone is back, and has to go again.
  IF relation = 'retention_run' AND fact ->> 'state' IN ('QUEUED', 'RUNNING') AND NOT (fact ->> 'closing')::boolean THEN
    fact := fact || '{"state": "PAUSED"}';
  ELSIF relation = 'act_destroyed' THEN
    fact := fact || '{"emptied": false}';
  END IF;
  -- A run that was written before there was the column (V38) ended as those did that its migration found.
  IF relation = 'retention_run' AND NOT fact ? 'cutoff_accepted' THEN
    fact := fact || jsonb_build_object('cutoff_accepted', fact ->> 'state' IN ('COMPLETED', 'FAILED'));
  END IF;
  IF relation = 'subject' THEN
    INSERT INTO subject AS t SELECT * FROM jsonb_populate_record(NULL::subject, fact)
      ON CONFLICT (bucket, id) DO UPDATE SET banned = EXCLUDED.banned,
        last_activity = GREATEST(t.last_activity, EXCLUDED.last_activity),
        activity_since = COALESCE(t.activity_since, EXCLUDED.activity_since);
    RETURN;
  END IF;
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE i.indrelid IS NOT NULL),
      string_agg(format('t.%1$I = f.%1$I', a.attname), ' AND ' ORDER BY a.attnum) FILTER (WHERE i.indrelid IS NOT NULL),
      string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE fact ? a.attname),
      string_agg(format('%1$I = EXCLUDED.%1$I', a.attname), ', ' ORDER BY a.attnum)
        FILTER (WHERE fact ? a.attname AND i.indrelid IS NULL)
    INTO keys, matched, known, settable
    FROM pg_attribute a
    LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
    WHERE a.attrelid = relation::regclass AND a.attnum > 0 AND NOT a.attisdropped;
  IF gone THEN
    EXECUTE format('DELETE FROM %1$I t USING jsonb_populate_record(NULL::%1$I, $1) f WHERE %2$s', relation, matched)
      USING fact;
  ELSE
    EXECUTE format('INSERT INTO %1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s'
      ' FROM jsonb_populate_record(NULL::%1$I, $1) ON CONFLICT (%3$s) DO %4$s', relation, known, keys,
      CASE WHEN settable IS NULL THEN 'NOTHING' ELSE 'UPDATE SET ' || settable END)
      USING fact;
  END IF;
END $$;

-- Puts rows in their order, and lets the next run look at the records of those whom an event is about: a due date may be
-- earlier than the truth, never later. A fact that waits here for its segment was exported by the database that went on; it is in
-- the rows already, with all that came after it until the backup, and is neither put nor exported again.
CREATE FUNCTION replay_facts(ids bigint[], relations text[], gone boolean[], facts text[], at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM replay_fact(f.relation, f.gone, f.fact::jsonb)
    FROM unnest(ids, relations, gone, facts) WITH ORDINALITY AS f(id, relation, gone, fact, n)
    WHERE NOT EXISTS (SELECT 1 FROM export_fact e
      WHERE e.id = f.id AND e.relation = f.relation AND e.gone = f.gone AND e.fact = f.fact::jsonb)
    ORDER BY f.n;
  DELETE FROM export_fact e USING unnest(ids, relations, replay_facts.gone, facts) AS f(id, relation, gone, fact)
    WHERE e.id = f.id AND e.relation = f.relation AND e.gone = f.gone AND e.fact = f.fact::jsonb;
  PERFORM setval(pg_get_serial_sequence('export_fact', 'id'), GREATEST(nextval(pg_get_serial_sequence('export_fact', 'id')),
    (SELECT max(i) FROM unnest(ids) AS i)));
  UPDATE every_record r SET due_at = at
    FROM (SELECT DISTINCT (f.fact::jsonb ->> 'bucket')::smallint AS bucket, (f.fact::jsonb ->> 'subject_id')::uuid AS id
      FROM unnest(relations, facts) AS f(relation, fact) WHERE f.relation = 'subject_event') s
    WHERE r.bucket = s.bucket AND r.subject_id = s.id AND (r.due_at IS NULL OR r.due_at > at);
  -- However far it had come: the records are those of before.
  UPDATE policy_recompute p SET state = 'QUEUED', finished_at = NULL, error = NULL, cursor = NULL, owner = NULL
    FROM (SELECT DISTINCT (f.fact::jsonb ->> 'id')::bigint AS id
      FROM unnest(relations, facts) AS f(relation, fact) WHERE f.relation = 'policy_recompute') r
    WHERE p.id = r.id;
END $$;

-- What is written next has a number of its own.
CREATE FUNCTION replay_sequences() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  relation text;
BEGIN
  FOREACH relation IN ARRAY ARRAY['policy_version', 'policy_notice', 'policy_recompute', 'method_assessment', 'ledger_entry'] LOOP
    EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), GREATEST(max(id), 1)) FROM %I', relation, relation);
  END LOOP;
END $$;

-- Begins to collect facts, with all that are there; nothing is written meanwhile that neither has. What ends comes before what
-- goes on: of some there may be one at a time.
CREATE FUNCTION export_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  relation text;
BEGIN
  FOR relation IN SELECT name FROM export_relation LOOP
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', relation);
  END LOOP;
  LOCK TABLE tombstone, subject IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM export_fact;
  UPDATE gate SET exports = true, fresh = true, exported_at = now();
  FOR relation IN SELECT name FROM export_relation LOOP
    EXECUTE format('INSERT INTO export_fact (relation, gone, fact) SELECT %L, false, to_jsonb(t) FROM %I t'
      ' ORDER BY COALESCE(to_jsonb(t) ->> ''state'' IN (''ACTIVE'', ''QUEUED'', ''RUNNING''), false)', relation, relation);
  END LOOP;
  INSERT INTO export_fact (relation, gone, fact) SELECT 'tombstone', false, to_jsonb(t) FROM tombstone t;
  INSERT INTO export_fact (relation, gone, fact) SELECT 'subject', false, to_jsonb(s) FROM subject s WHERE s.banned;
END $$;

-- The bucket inside an id: six bits after those that say that it is a UUID of version 8.
CREATE FUNCTION bucket_of(id text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
  SELECT (('x' || substr(replace(id, '-', ''), 14, 3))::bit(12)::integer >> 6)::smallint
$$;

-- Facts are assigned in the order in which they were written: a row waits for whoever changed it before. So many at most, and
-- of 16 MiB, as a segment is in memory; that there are more, `most` says.
CREATE FUNCTION export_assign(next bigint, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  facts integer;
  seen  integer;
BEGIN
  WITH free AS (
      SELECT f.id, octet_length(f.fact::text) AS size FROM export_fact f WHERE f.segment IS NULL ORDER BY f.id LIMIT most),
    fit AS (
      SELECT id, size, sum(size) OVER (ORDER BY id) AS total FROM free),
    assigned AS (
      UPDATE export_fact e SET segment = next FROM fit
      WHERE e.id = fit.id AND (fit.total <= 16777216 OR fit.total = fit.size) RETURNING e.id)
  SELECT (SELECT count(*) FROM free), (SELECT count(*) FROM assigned) INTO seen, facts;
  WITH person AS (
    SELECT DISTINCT COALESCE((f.fact ->> 'bucket')::smallint, bucket_of(f.fact ->> 'subject_id')) AS bucket,
      (f.fact ->> 'subject_id')::uuid AS id
    FROM export_fact f WHERE f.segment = next AND f.fact ->> 'subject_id' IS NOT NULL)
  INSERT INTO export_fact (relation, gone, fact, segment, person)
    SELECT 'subject', false, to_jsonb(s), next, true FROM person p JOIN subject s ON s.bucket = p.bucket AND s.id = p.id
    UNION ALL
    SELECT 'subject_token', false, to_jsonb(t), next, true
    FROM person p JOIN subject_token t ON t.bucket = p.bucket AND t.subject_id = p.id;
  RETURN CASE WHEN facts < seen THEN most ELSE facts END;
END $$;

-- Whether the database is the one that was opened; for work on what it only points to.
CREATE FUNCTION gate_open() RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (SELECT 1 FROM gate g WHERE g.state = 'NEW'
    OR g.state = 'OPEN' AND g.timeline = gate_timeline() AND g.database = gate_database())
$$;
