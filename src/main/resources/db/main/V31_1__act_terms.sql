-- Acts whose term is over. `emptied` when all of the event log has gone, which takes as many transactions as it needs. It names nobody, and
-- stays: who asks for the act is told that it was destroyed, and when.
CREATE TABLE act_destroyed (
  id           uuid PRIMARY KEY,
  run_id       uuid NOT NULL,
  policy       text NOT NULL,
  categories   text[] NOT NULL,
  hash         text NOT NULL,   -- of the act
  lines        bigint NOT NULL, -- of its event log
  created_at   timestamptz NOT NULL,
  destroyed_at timestamptz NOT NULL,
  emptied      boolean NOT NULL DEFAULT false
);
-- What is to be gone on with.
CREATE INDEX act_destroyed_open ON act_destroyed (destroyed_at) WHERE NOT emptied;
-- The oldest acts.
CREATE INDEX act_created ON act (created_at);
