package io.lethe.benchmark;

/** One statement each that does what a run does, to the same tables and with the same journal. */
final class PlainErase {

  private PlainErase() {}

  /** Deletes all that is due of a category, and inserts the journal of it. */
  static String destroy(String policy, String category) {
    return erase(policy, category, "DESTROY", "");
  }

  /** The same, and what was left of these rows goes to where depersonalization leaves it. */
  static String depersonalize(String policy, String category) {
    return erase(
        policy,
        category,
        "DEPERSONALIZE",
        """
        moved AS (
          INSERT INTO depersonalized.record (id, policy, category, quasi, counts, data,
            destroy_after)
          SELECT gen_random_uuid(), policy, category, quasi, counts, data, destroy_after FROM %s),
        """
            .formatted(Copies.copy("depersonalized.record")));
  }

  private static String erase(String policy, String category, String action, String moved) {
    return """
    WITH run AS (SELECT gen_random_uuid() AS id),
    gone AS (
      DELETE FROM record WHERE policy = '%1$s' AND category = '%2$s' AND due_at <= now()
      RETURNING bucket, id, subject_id, policy, policy_version, category, key_id),
    indexes AS (
      DELETE FROM blind_index b USING gone g WHERE b.bucket = g.bucket AND b.record_id = g.id),
    owners AS (
      DELETE FROM subject_category c USING gone g
      WHERE c.bucket = g.bucket AND c.subject_id = g.subject_id AND c.category = g.category
      RETURNING c.key_id),
    keys AS (DELETE FROM lethe_key.subject_key k USING owners o WHERE k.id = o.key_id),
    subjects AS (
      DELETE FROM subject s USING gone g WHERE s.bucket = g.bucket AND s.id = g.subject_id
      RETURNING s.bucket, s.id),
    tokens AS (
      DELETE FROM subject_token t USING subjects s
      WHERE t.bucket = s.bucket AND t.subject_id = s.id
      RETURNING t.bucket, t.token, t.policy, t.version),
    %4$s
    journal AS (
      INSERT INTO erasure (at, bucket, record_id, subject_id, policy, policy_version, category,
        rule, action, run_id)
      SELECT now(), g.bucket, g.id, g.subject_id, g.policy, g.policy_version, g.category, 0,
        '%3$s', r.id FROM gone g CROSS JOIN run r),
    ended AS (
      INSERT INTO key_erasure (key_ids, policy, run_id, ended_at, destroyed_at)
      SELECT array_agg(o.key_id), '%1$s', r.id, now(), now()
      FROM owners o CROSS JOIN run r GROUP BY r.id)
    INSERT INTO tombstone (bucket, token, policy, version, destroyed_at)
    SELECT bucket, token, policy, version, now() FROM tokens
    """
        .formatted(policy, category, action, moved);
  }
}
