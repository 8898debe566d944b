-- Which cut-offs count as those that runs have come to: where nothing has jumped when the run was measured, or a second person has let it go on. Of
-- those that have ended until now, all.
-- The build before it: accepts none. What its replicas complete does not count, and the next run may wait for a second person once more than it had to.
ALTER TABLE retention_run ADD COLUMN cutoff_accepted boolean NOT NULL DEFAULT false;
-- In a restored database, too, which takes nothing else yet.
SELECT set_config('lethe.gate', 'replay', true);
UPDATE retention_run SET cutoff_accepted = true WHERE state IN ('COMPLETED', 'FAILED');
SELECT set_config('lethe.gate', '', true);

-- Puts a row as it was exported, in the columns that both know; a key that is there gets its values.
CREATE OR REPLACE FUNCTION replay_fact(relation text, gone boolean, fact jsonb) RETURNS void LANGUAGE plpgsql AS $$
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
  -- A run that was written before there was the column ended as those did that the migration found here.
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
