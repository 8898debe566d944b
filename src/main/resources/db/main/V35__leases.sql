-- Keys that are outside: of a ring, with a sidecar, for a short time. A version under a lease in force is in use, whatever no row has it.
-- The build before it: knows of no leases, grants none, and would destroy what is leased: lethe.leases.enabled is set when its replicas have gone.
CREATE TABLE key_lease (
  id         uuid NOT NULL,
  ring       text NOT NULL,
  caller     text NOT NULL,
  versions   integer[] NOT NULL,
  domains    text[] NOT NULL,
  granted_at timestamptz NOT NULL,
  until      timestamptz NOT NULL, -- a little later than its holder was told: clocks differ
  PRIMARY KEY (id, ring),
  CHECK (until > granted_at)
);
CREATE INDEX key_lease_ring ON key_lease (ring, until);
CREATE TRIGGER gate BEFORE INSERT OR UPDATE OR DELETE ON key_lease FOR EACH STATEMENT EXECUTE FUNCTION gate_check();
