-- Records that a run could not act on, time and again, though the database was well: each is left out of claims until its time has
-- come, so that it keeps no other. It is still due, and shows in the gauges of what is overdue.
CREATE TABLE set_aside (
  bucket    smallint NOT NULL,
  record_id uuid NOT NULL,
  policy    text NOT NULL,
  category  text NOT NULL,
  run_id    uuid NOT NULL,    -- that has set it aside last
  error     text NOT NULL,    -- class of the exception and state of the database: no value
  times     integer NOT NULL, -- it was set aside
  at        timestamptz NOT NULL,
  until     timestamptz NOT NULL,
  PRIMARY KEY (bucket, record_id)
);
