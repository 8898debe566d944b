-- References to the operators whose data a request was about, where this one only processes it for them.
ALTER TABLE subject_request ADD COLUMN redirected_to text[] NOT NULL DEFAULT '{}';
