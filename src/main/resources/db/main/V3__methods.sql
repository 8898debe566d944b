-- What the methods of policies need stored beside a record.

-- The parts of fields that the mixer makes of many records together (`shuffle`, `aggregate`), by field:
-- {"how", "unit", "least"?, "value"}. Null when there are none, and after they have been made.
ALTER TABLE depersonalized.intake
  ADD COLUMN mixed jsonb CHECK (jsonb_typeof(mixed) = 'object');

-- The key version of a record's format-preserving values, which cannot say it themselves; null when there are none.
ALTER TABLE record ADD COLUMN format_version integer CHECK (format_version > 0);
