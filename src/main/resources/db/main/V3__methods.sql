-- What the methods of policies need stored beside a record.

-- The parts of fields that the mixer makes of many records together (`shuffle`, `aggregate`), by field:
-- {"how", "unit", "least"?, "value"}. Null when there are none, and after they have been made.
ALTER TABLE depersonalized.intake
  ADD COLUMN mixed jsonb CHECK (jsonb_typeof(mixed) = 'object');
