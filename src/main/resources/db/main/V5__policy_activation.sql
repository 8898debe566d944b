-- Versions of a policy that follow each other with other terms.

-- The version that had protected the record, whose fields and methods it had; `policy_version` and `rule` are those of the
-- rule that was carried out, which may be of a later version. Null in rows from before there was a difference.
ALTER TABLE erasure ADD COLUMN protected_by integer;

-- The policy's epoch, which is the number of its activations. Whoever knows of `known` of them takes that epoch's lock until
-- its transaction ends. Volatile: the second statement must see what was committed while the first one waited.
CREATE FUNCTION policy_epoch_shared(of_policy text, known integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4710, hashtext(of_policy || '/' || known));
  RETURN (SELECT count(*) FROM policy_version WHERE policy = of_policy AND state <> 'DRAFT');
END $$;
