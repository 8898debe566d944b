-- What a caller has sent under a key of its own: sent again, it is answered and not stored again. A row is written with what it stands for, and
-- is kept for as long as somebody may send again what he had no answer to. It names no person.
-- The build before it: refuses items with such a key.
CREATE TABLE intake_key (
  bucket    smallint NOT NULL, -- of the key: whose item it is, it does not say
  caller    text NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('RECORD', 'EVENT')),
  policy    text NOT NULL,
  key       uuid NOT NULL,
  digest    bytea NOT NULL CHECK (length(digest) = 16), -- of the item, under a key: another item under the same key is refused
  record_id uuid, -- null for an event
  at        timestamptz NOT NULL,
  PRIMARY KEY (bucket, caller, kind, policy, key),
  CHECK ((kind = 'RECORD') = (record_id IS NOT NULL))
);
CREATE INDEX intake_key_at ON intake_key (bucket, at);
CREATE TRIGGER gate BEFORE INSERT OR UPDATE OR DELETE ON intake_key FOR EACH STATEMENT EXECUTE FUNCTION gate_check();
