-- The database itself keeps out replicas that a migration has ended, whatever they believe: their sessions say which migration
-- they know of (lethe.build), and others, of scripts and migrations, do not. The build before it: says nothing, and is let in.
-- A migration that reads a table to fill another one locks it first (SHARE ROW EXCLUSIVE): until its commit replicas write.
CREATE OR REPLACE FUNCTION gate_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gate g WHERE g.oldest > NULLIF(current_setting('lethe.build', true), '')::integer) THEN
    RAISE EXCEPTION 'the database is of a newer build' USING ERRCODE = 'LT001';
  END IF;
  IF EXISTS (SELECT 1 FROM gate g WHERE g.state = 'NEW'
      OR g.state = 'OPEN' AND g.timeline = gate_timeline() AND g.database = gate_database())
    OR current_setting('lethe.gate', true) = 'replay' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the database is sealed' USING ERRCODE = 'LT001';
END $$;

-- A database that was restored is not taken for one that was open until now.
CREATE OR REPLACE FUNCTION end_builds_before(number integer) RETURNS void LANGUAGE sql AS $$
  UPDATE gate SET oldest = number,
    since = CASE WHEN state = 'OPEN' AND gate_open() THEN now() ELSE since END,
    reason = CASE WHEN state = 'OPEN' AND gate_open() THEN 'MIGRATED' ELSE reason END,
    state = CASE WHEN state = 'OPEN' AND gate_open() THEN 'SEALED' ELSE state END
$$;
