-- Paper and other media that were destroyed by hand with what an act tells of. An act is never changed; this is added to it, and
-- each row is in the ledger by its hash.
CREATE TABLE act_media (
  id           uuid PRIMARY KEY,
  act_id       uuid NOT NULL REFERENCES act (id) ON DELETE CASCADE,
  category     text NOT NULL,
  medium       text NOT NULL,
  sheets       integer NOT NULL CHECK (sheets > 0),
  method       text NOT NULL,
  destroyed_at timestamptz NOT NULL,
  name         text NOT NULL, -- of who destroyed it; order 179 demands name and position
  position     text NOT NULL,
  recorded_by  text NOT NULL,
  recorded_at  timestamptz NOT NULL,
  hash         text NOT NULL
);
-- What belongs to an act.
CREATE INDEX act_media_act ON act_media (act_id);
