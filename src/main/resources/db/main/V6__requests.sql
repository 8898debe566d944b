-- Requests of data subjects, and incidents. Nothing here is personal: keys, enumerated words and instants alone. Who is
-- destroyed leaves the requests behind, for three years after they were closed.

CREATE TABLE subject_request (
  id               uuid PRIMARY KEY,
  policy           text NOT NULL,
  policy_version   integer NOT NULL, -- that was active when it came: its rule counts
  bucket           smallint NOT NULL,
  subject_id       uuid NOT NULL,
  type             text NOT NULL,
  rule             text, -- the policy's name of it; null where the law's default counts
  category         text,
  purposes         text[] NOT NULL,
  fields           text[] NOT NULL,
  channel          text NOT NULL,
  answer_channel   text NOT NULL,
  representative   boolean NOT NULL,
  parts            text[] NOT NULL,
  missing          text[] NOT NULL,
  file             uuid, -- the record that holds what the person sent
  repeats          uuid, -- an earlier request of the same kind, less than 30 days before
  free             boolean NOT NULL,
  created_at       timestamptz NOT NULL,
  created_by       text NOT NULL,
  received_at      timestamptz NOT NULL,
  detected_at      timestamptz,
  evidence_at      timestamptz,
  extended_at      timestamptz,
  extension_reason text,
  deadline         date, -- in the policy's zone; null while no clock has started
  overdue_at       timestamptz, -- when the deadline has passed
  state            text NOT NULL CHECK (state IN ('AWAITING_EVIDENCE', 'OPEN', 'CARRYING_OUT', 'GRANTED', 'REFUSED')),
  block_id         uuid,
  override_at      timestamptz, -- when the block was lifted before the decision
  override_by      text,
  override_reason  text,
  decided_at       timestamptz,
  decided_by       text,
  norm             text,
  reason           text,
  closed_at        timestamptz,
  expires_at       timestamptz,
  CHECK ((deadline IS NULL) = (overdue_at IS NULL)),
  CHECK ((extended_at IS NULL) = (extension_reason IS NULL)),
  CHECK ((override_at IS NULL) = (override_by IS NULL) AND (override_at IS NULL) = (override_reason IS NULL)),
  CHECK ((state IN ('CARRYING_OUT', 'GRANTED', 'REFUSED')) = (decided_at IS NOT NULL)),
  CHECK ((state IN ('GRANTED', 'REFUSED')) = (closed_at IS NOT NULL)),
  CHECK ((closed_at IS NULL) = (expires_at IS NULL)),
  CHECK (state <> 'REFUSED' OR norm IS NOT NULL)
);
-- What is overdue and due soon, by policy; closed ones, the most, are not in it.
CREATE INDEX subject_request_open ON subject_request (policy, overdue_at) WHERE closed_at IS NULL;
-- Whether a request repeats another one of the same person.
CREATE INDEX subject_request_subject ON subject_request (bucket, subject_id, type, received_at);
-- What has outlived its own term.
CREATE INDEX subject_request_expiry ON subject_request (expires_at) WHERE expires_at IS NOT NULL;
-- The request that a block belongs to.
CREATE INDEX subject_request_block ON subject_request (block_id) WHERE block_id IS NOT NULL;

-- A breach, with the hours of the law (152-FZ 21(3.1)); null where no law of the policy sets any.
CREATE TABLE incident (
  id                uuid PRIMARY KEY,
  policy            text NOT NULL,
  kind              text NOT NULL,
  categories        text[] NOT NULL,
  detected_at       timestamptz NOT NULL,
  created_at        timestamptz NOT NULL,
  created_by        text NOT NULL,
  regulator_due_at  timestamptz,
  regulator_sent_at timestamptz,
  result_due_at     timestamptz,
  result_sent_at    timestamptz,
  closed_at         timestamptz,
  expires_at        timestamptz,
  CHECK ((closed_at IS NULL) = (expires_at IS NULL))
);
-- Clocks that still run, for the gauges.
CREATE INDEX incident_open ON incident (policy) WHERE closed_at IS NULL;
-- What has outlived its own term.
CREATE INDEX incident_expiry ON incident (expires_at) WHERE expires_at IS NOT NULL;

-- A notice to a person; queued with the incident, sent by whoever can reach the person.
CREATE TABLE incident_notice (
  incident_id uuid NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
  subject_id  uuid NOT NULL,
  queued_at   timestamptz NOT NULL,
  sent_at     timestamptz,
  channel     text,
  PRIMARY KEY (incident_id, subject_id),
  CHECK ((sent_at IS NULL) = (channel IS NULL))
);
-- Whether somebody still waits for a notice.
CREATE INDEX incident_notice_queued ON incident_notice (incident_id) WHERE sent_at IS NULL;

-- Blocks by age: those that have outlasted what a policy or a law allows.
CREATE INDEX block_placed ON block (policy, placed_at) WHERE released_at IS NULL AND subject_id IS NOT NULL;
