package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Sql;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must agree in the database after any number of runs, however they ended. */
public record Books(Sql sql) {

  /** Records and journal: each id in one of them, once. */
  public void everyRecordIsWholeOrJournalledOnce(Population sent) {
    assertSame(sql.column("SELECT id FROM record"), sent.kept());
    assertSame(journalled("DESTROY"), sent.destroyed());
    assertSame(journalled("DEPERSONALIZE"), sent.depersonalized());
  }

  /** The same in any order and as often; of hundreds of thousands, too. */
  private static void assertSame(Collection<String> found, Collection<String> expected) {
    Map<String, Integer> surplus = new HashMap<>();
    found.forEach(one -> surplus.merge(one, 1, Integer::sum));
    expected.forEach(one -> surplus.merge(one, -1, Integer::sum));
    surplus.values().removeIf(times -> times == 0);
    assertThat(surplus).as("found more often than expected, or, below 0, less often").isEmpty();
  }

  private List<String> journalled(String action) {
    return sql.column("SELECT record_id FROM erasure WHERE action = '" + action + "'");
  }

  /** What depersonalization left: as many rows as were depersonalized, all of them mixed. */
  void everyLeftoverIsMixedOnce(Population sent) {
    assertThat(sql.number("SELECT count(*) FROM depersonalized.intake")).isZero();
    assertThat(sql.number("SELECT count(*) FROM depersonalized.record"))
        .isEqualTo(sent.depersonalized().size());
  }

  /** Keys, tokens and indexes: those of whole records, and no others. */
  void nothingIsLeftOfWhatIsGone() {
    assertThat(sql.number("SELECT count(*) FROM key_erasure WHERE destroyed_at IS NULL")).isZero();
    assertThat(
            sql.number(
                "SELECT count(*) FROM key_erasure e JOIN lethe_key.subject_key k"
                    + " ON k.id = ANY(e.key_ids)"))
        .isZero();
    assertSame(
        sql.column("SELECT id FROM lethe_key.subject_key"),
        sql.column("SELECT DISTINCT key_id FROM record"));
    assertSame(
        sql.column("SELECT id FROM subject"), sql.column("SELECT DISTINCT subject_id FROM record"));
    assertSame(
        sql.column("SELECT DISTINCT record_id FROM blind_index"),
        sql.column("SELECT id FROM record"));
    assertThat(sql.number("SELECT count(*) FROM tombstone"))
        .isEqualTo(
            sql.number(
                "SELECT count(DISTINCT subject_id) FROM erasure e WHERE NOT EXISTS"
                    + " (SELECT 1 FROM record r WHERE r.subject_id = e.subject_id)"));
  }

  /** The counts of every run are those of its journal and of its ledger entries. */
  public void everyRunCountsWhatItJournalled() {
    assertThat(
            sql.column(
                """
                SELECT r.id FROM retention_run r LEFT JOIN (
                  SELECT run_id, count(*) FILTER (WHERE action = 'DESTROY') AS destroyed,
                    count(*) FILTER (WHERE action = 'DEPERSONALIZE') AS depersonalized
                  FROM erasure GROUP BY run_id) j ON j.run_id = r.id
                WHERE (r.destroyed, r.depersonalized)
                  <> (COALESCE(j.destroyed, 0), COALESCE(j.depersonalized, 0))
                """))
        .isEmpty();
    assertThat(
            sql.number(
                """
                SELECT sum((l.entry::jsonb #>> '{entry,destroyed}')::bigint
                  + (l.entry::jsonb #>> '{entry,depersonalized}')::bigint)
                FROM ledger_entry l WHERE l.entry::jsonb ->> 'type' = 'retention.batch'
                """))
        .isEqualTo(sql.number("SELECT count(*) FROM erasure"));
  }

  /** A fingerprint of each record that is not due; its due date may move while it waits. */
  List<String> wholeRecords(Population sent) {
    return sql
        .column("SELECT id || md5((to_jsonb(r) - 'due_at')::text) FROM record r ORDER BY id")
        .stream()
        .filter(row -> sent.kept().contains(row.substring(0, 36)))
        .toList();
  }
}
