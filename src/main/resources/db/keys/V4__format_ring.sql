-- The ring of format-preserving encryption.
ALTER TABLE key_ring
  DROP CONSTRAINT key_ring_purpose_check,
  ADD CONSTRAINT key_ring_purpose_check
    CHECK (purpose IN ('data', 'subject', 'pseudonym', 'index', 'format'));
