package io.lethe.scale;

import java.util.List;
import java.util.Optional;

/** The statements that speak of all buckets at once, and why they may. */
enum FanOut {
  /** Nobody knows whose a value is: the one question of products that goes everywhere. */
  SEARCH_BY_VALUE(
      "FROM blind_index b JOIN record r ON r.bucket = b.bucket AND r.id = b.record_id WHERE b.token"
          + " ="),
  /** A page of all records of a policy, in the order of buckets, for an officer or an import. */
  LIST_OF_RECORDS("AND (r.bucket, r.id) > ($5, $3) ORDER BY r.bucket, r.id LIMIT $4"),

  /** How many rows a version of a key has protected; asked when somebody looks at keys. */
  CENSUS("count(*) AS rows FROM"),
  /** A rotation walks through a table from its first bucket to its last, page by page. */
  REWRAP(
      "(bucket, token) > ($1, $2) AND policy = $3 AND version <> $4",
      "(bucket, record_id, field) > ($1, $2, $3) AND policy = $4 AND version <> $5",
      "(bucket, id) > ($1, $2) AND policy = $3 AND pseudonym_version <> $4",
      "(bucket, id) > ($1, $2) AND policy = $3 AND format_version <> $4"),
  /** Whether a data key is anybody's, by its id alone: the keys database knows no bucket. */
  KEYS_OF_FAILED_WRITES("LEFT JOIN (SELECT key_id FROM"),

  /** How much a hold, an incident or a version is over; asked when one is made. */
  EXTENT(
      "SELECT category, count(*) AS n FROM every_record WHERE policy = $1 GROUP BY 1",
      "SELECT count(*) AS n FROM every_record WHERE policy = $1",
      "SELECT DISTINCT category FROM hold_record WHERE hold_id = $1"),
  /** Everybody of a category is queued for a notice. */
  NOTICES_OF_AN_INCIDENT("INSERT INTO incident_notice"),

  /** Replaced values that are due: few, and taken in order of due date over all buckets. */
  REPLACED_VALUES_DUE("FROM record_previous WHERE policy = $1 AND category = $2 AND due_at <= $3"),
  /** What the journal has of a run, when it ends and when its act is written or read. */
  JOURNAL_OF_A_RUN(
      "FROM erasure WHERE run_id = $1",
      "FROM erasure e WHERE run_id = $1",
      "FROM erasure e WHERE e.run_id = s.run_id",
      "FROM erasure e JOIN disclosure d"),
  /** The persons of dropped time tables, of an act. */
  JOURNAL_OF_TIME_TABLES("erasure_table_subject s ON s.table_id = t.id", "WHERE table_id = $1"),
  /** A time table is judged and dropped as a whole. */
  TIME_TABLE_AS_A_WHOLE("FROM record_timed_", "FROM record_timed r WHERE r.id >= t.first_id"),

  /** Rows that runs have set aside: none, unless something is broken. */
  SET_ASIDE("FROM set_aside WHERE run_id = $1", "DELETE FROM set_aside a WHERE NOT EXISTS"),
  /** Who has no record any more when a restraint has ended: by the restraints, which are few. */
  BURIAL("SELECT s.id FROM subject s WHERE (s.bucket, s.id) IN", "DELETE FROM awaited a"),
  /** What has had its three years: disclosures, acts. */
  TERMS_OF_EVIDENCE("DELETE FROM disclosure d WHERE d.at < $1", "WITH in_force AS MATERIALIZED");

  private final List<String> pieces;

  FanOut(String... pieces) {
    this.pieces = List.of(pieces);
  }

  /** What declares a statement, by a piece of its text. */
  static Optional<FanOut> of(String text) {
    for (FanOut fanOut : values()) {
      if (fanOut.pieces.stream().anyMatch(text::contains)) {
        return Optional.of(fanOut);
      }
    }
    return Optional.empty();
  }
}
