-- Versions of a policy that follow each other with other terms.

-- The version that had protected the record, whose fields and methods it had; `policy_version` and `rule` are those of the
-- rule that was carried out, which may be of a later version. Null in rows from before there was a difference.
ALTER TABLE erasure ADD COLUMN protected_by integer;
