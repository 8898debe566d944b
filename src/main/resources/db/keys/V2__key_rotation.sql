-- When a version came to write, and ceased to.
ALTER TABLE key_ring_version
  ADD COLUMN activated_at timestamptz,
  ADD COLUMN retired_at   timestamptz,
  ADD COLUMN destroyed_at timestamptz;
UPDATE key_ring_version SET activated_at = created_at WHERE state = 'ACTIVE';
CREATE UNIQUE INDEX key_ring_version_pending ON key_ring_version (ring) WHERE state = 'PENDING';

-- The version that writes, which cannot change until the transaction ends. Volatile: the second statement must see
-- what was committed while the first one waited.
CREATE FUNCTION writing_version(of_ring text) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4707, hashtext(of_ring));
  RETURN (SELECT version FROM lethe_key.key_ring_version WHERE ring = of_ring AND state = 'ACTIVE');
END $$;
