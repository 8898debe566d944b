-- What has to be done outside when data is destroyed, rectified, blocked or stopped: third parties and processors are told, what
-- was published is taken back, the product may end access. Of a run one row per category and recipient, whose list is the journal;
-- of a person one row each. No personal value: keys and names that the policy declares.
CREATE TABLE task (
  id         uuid PRIMARY KEY,
  policy     text NOT NULL,
  category   text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('NOTIFY', 'INSTRUCT', 'UNPUBLISH', 'ACCESS_MAY_END')),
  what       text NOT NULL,
  recipient  text NOT NULL DEFAULT '',
  run_id     uuid,
  subject_id uuid,
  fields     text[] NOT NULL DEFAULT '{}',
  clause     text NOT NULL,
  created_at timestamptz NOT NULL,
  due_on     date,
  done_at    timestamptz,
  done_by    text,
  proof      text,
  CHECK ((run_id IS NULL) <> (subject_id IS NULL)),
  CHECK ((done_at IS NULL) = (done_by IS NULL))
);
-- A run that is settled again makes none twice.
CREATE UNIQUE INDEX task_run ON task (run_id, category, kind, what, recipient) WHERE run_id IS NOT NULL;
-- What is open, by policy, in the order of ids.
CREATE INDEX task_open ON task (policy, id) WHERE done_at IS NULL;
-- What has had its three years.
CREATE INDEX task_done ON task (done_at) WHERE done_at IS NOT NULL;
