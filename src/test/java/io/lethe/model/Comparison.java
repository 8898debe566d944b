package io.lethe.model;

import io.lethe.Sql;
import io.lethe.model.Model.Kept;
import io.lethe.oracle.PolicyOracle.Due;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the database holds of some sequences, against their models. */
final class Comparison {

  private static final String UTC =
      "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  private final Sql sql;
  private final List<Sequence> sequences;
  private final String ours;

  Comparison(Sql sql, List<Sequence> sequences) {
    this.sql = sql;
    this.sequences = sequences;
    this.ours =
        " policy IN ('"
            + String.join("', '", sequences.stream().map(one -> one.policy).toList())
            + "')";
  }

  /** Text of an instant as {@link Instant#parse} reads it. */
  static String utc(String column) {
    return UTC.formatted(column);
  }

  /** When records were collected that did not say so. */
  void learn(Sequence sequence) {
    if (sequence.unsaid.isEmpty()) {
      return;
    }
    Map<String, Instant> collected = new HashMap<>();
    for (String row :
        sql.column(
            "SELECT id || ' ' || %s FROM every_record WHERE policy = '%s'"
                .formatted(utc("collected_at"), sequence.policy))) {
      collected.put(row.substring(0, 36), Instant.parse(row.substring(37)));
    }
    sequence.unsaid.forEach(
        one -> sequence.model.received(one.id(), one.received(), collected.get(one.id())));
    sequence.unsaid.clear();
  }

  /** A row of the journal. */
  private record Entry(String action, String run) {}

  /**
   * Compares record by record, and has the models go on from there.
   *
   * @param cutoffs by run
   * @param last cut-off of the last run over each sequence
   */
  void agree(Map<String, Instant> cutoffs, Map<Sequence, Instant> last) {
    Set<String> whole = new HashSet<>(sql.column("SELECT id FROM every_record WHERE" + ours));
    Map<String, List<Entry>> journal = journal();
    List<DroppedTable> dropped = dropped();
    for (Sequence sequence : sequences) {
      List<Kept> acted = new ArrayList<>();
      for (Kept record : sequence.model.records.values()) {
        boolean there = whole.remove(record.id);
        List<Entry> entries = new ArrayList<>(journal.getOrDefault(record.id, List.of()));
        journal.remove(record.id);
        dropped.stream()
            .filter(table -> entries.isEmpty() && table.had(record.id))
            .findFirst()
            .ifPresent(table -> entries.add(table.take()));
        if (there == (entries.size() == 1) || entries.size() > 1) {
          throw failure(sequence, record, "whole: " + there + ", in the journal: " + entries);
        }
        if (!record.whole) {
          check(!there, sequence, record, "is back");
        } else if (there) {
          whole(sequence, record, last.get(sequence));
        } else {
          acted(sequence, record, entries.get(0), cutoffs);
          acted.add(record);
        }
      }
      acted.forEach(record -> record.whole = false);
      sequence.model.bury(last.get(sequence));
      left(sequence, last.get(sequence));
    }
    dropped.removeIf(table -> table.left == 0);
    if (!dropped.isEmpty()) {
      throw new AssertionError("nobody sent what is in the journal of " + dropped);
    }
    if (!whole.isEmpty() || !journal.isEmpty()) {
      throw new AssertionError("nobody sent " + whole + " or " + journal.keySet());
    }
  }

  /** A time table in the journal; each record that is in no row of its own was dropped with it. */
  private static final class DroppedTable {
    private final String first;
    private final String last;
    private final String run;
    private int left;

    private DroppedTable(String row) {
      String[] parts = row.split(" ");
      first = parts[0];
      last = parts[1];
      run = parts[2];
      left = Integer.parseInt(parts[3]);
    }

    private boolean had(String id) {
      return first.compareTo(id) <= 0 && id.compareTo(last) < 0;
    }

    private Entry take() {
      left--;
      return new Entry("DESTROY", run);
    }

    @Override
    public String toString() {
      return first + ": " + left;
    }
  }

  private List<DroppedTable> dropped() {
    List<DroppedTable> tables = new ArrayList<>();
    sql.column(
            "SELECT concat_ws(' ', first_id, last_id, run_id, records) FROM erasure_table WHERE"
                + ours)
        .forEach(row -> tables.add(new DroppedTable(row)));
    return tables;
  }

  /** Whether what was collected at an instant was in a time table that is gone. */
  boolean isDropped(Sequence sequence, Instant collectedAt) {
    return sql.number(
            "SELECT count(*) FROM time_table WHERE policy = '%s' AND state = 'DROPPED'"
                    .formatted(sequence.policy)
                + " AND from_at <= '%1$s' AND until_at > '%1$s'".formatted(collectedAt))
        > 0;
  }

  private Map<String, List<Entry>> journal() {
    Map<String, List<Entry>> journal = new HashMap<>();
    for (String row :
        sql.column(
            "SELECT record_id || ' ' || action || ' ' || run_id FROM erasure"
                + " WHERE subject_id IS NOT NULL AND"
                + ours)) {
      String[] parts = row.split(" ");
      journal.computeIfAbsent(parts[0], id -> new ArrayList<>()).add(new Entry(parts[1], parts[2]));
    }
    return journal;
  }

  private static void whole(Sequence sequence, Kept record, Instant cutoff) {
    boolean late =
        sequence.model.isDue(record, cutoff) && sequence.model.keeps(record, cutoff).isEmpty();
    check(!late, sequence, record, "is late: a run at " + cutoff + " has left it");
  }

  private static void acted(
      Sequence sequence, Kept record, Entry entry, Map<String, Instant> cutoffs) {
    Instant cutoff = cutoffs.get(entry.run());
    check(cutoff != null, sequence, record, "was acted on by a run that had ended before");
    Due due = sequence.model.due(record);
    check(
        due != null && !due.at().isAfter(cutoff),
        sequence,
        record,
        "was acted on too early, at " + cutoff);
    check(
        sequence.model.keeps(record, cutoff).isEmpty(),
        sequence,
        record,
        "was acted on though it is held or blocked, at " + cutoff);
    String action = due != null && due.destroys() ? "DESTROY" : "DEPERSONALIZE";
    check(entry.action().equals(action), sequence, record, "was not to " + entry.action());
  }

  /** What depersonalization left is gone when its Monday has come in every zone. */
  private void left(Sequence sequence, Instant cutoff) {
    LocalDate today =
        sequence.model.versions.stream()
            .map(version -> LocalDate.ofInstant(cutoff, version.policy().zone()))
            .min(LocalDate::compareTo)
            .orElseThrow();
    Set<String> due =
        new HashSet<>(
            sql.column(
                "SELECT category FROM depersonalized.record WHERE policy = '%s' AND destroy_after"
                        .formatted(sequence.policy)
                    + " <= '%s'".formatted(today)));
    sequence.model.restraints.stream()
        .filter(one -> one.inForce(cutoff) && one.person == null)
        .forEach(one -> due.removeIf(name -> one.category == null || name.equals(one.category)));
    if (!due.isEmpty()) {
      throw new SequenceFailed(sequence, "leaves depersonalized rows too long, of " + due);
    }
  }

  /** What must add up, whatever was done by whom. */
  void addsUp() {
    for (Sequence sequence : sequences) {
      long known = sequence.model.people.stream().filter(person -> person.known).count();
      long subjects =
          sql.number("SELECT count(*) FROM subject WHERE policy = '" + sequence.policy + "'");
      if (known != subjects) {
        throw new SequenceFailed(sequence, known + " people are known, not " + subjects);
      }
    }
    none("intake", "SELECT policy FROM depersonalized.intake");
    none(
        "rows that depersonalization left, and those in the journal",
        """
        SELECT n FROM (SELECT count(*) FILTER (WHERE action = 'DEPERSONALIZE')
            - count(*) FILTER (WHERE subject_id IS NULL)
            - (SELECT count(*) FROM depersonalized.record) AS n FROM erasure) AS sums
        WHERE n <> 0
        """);
    none(
        "runs that count otherwise than they have journalled",
        """
        SELECT r.id FROM retention_run r LEFT JOIN (
          SELECT run_id, sum(n) FILTER (WHERE action = 'DESTROY') AS destroyed,
            sum(n) FILTER (WHERE action = 'DEPERSONALIZE') AS depersonalized
          FROM (SELECT run_id, action, 1 AS n FROM erasure
            UNION ALL SELECT run_id, 'DESTROY', records FROM erasure_table) e GROUP BY run_id) j ON j.run_id = r.id
        WHERE NOT r.dry_run AND (r.destroyed, r.depersonalized)
          <> (COALESCE(j.destroyed, 0), COALESCE(j.depersonalized, 0))
        """);
    none(
        "indexes of what is gone",
        "SELECT b.record_id FROM blind_index b WHERE NOT EXISTS"
            + " (SELECT 1 FROM record r WHERE r.bucket = b.bucket AND r.id = b.record_id)");
    none(
        "records without a key",
        "SELECT id FROM every_record r WHERE category <> 'visits' AND NOT EXISTS"
            + " (SELECT 1 FROM lethe_key.subject_key k WHERE k.id = r.key_id)");
    none(
        "keys that a run has ended and not destroyed",
        "SELECT k.id FROM key_erasure e JOIN lethe_key.subject_key k ON k.id = ANY(e.key_ids)");
    none("persons of dropped tables", "SELECT id FROM erasure_table WHERE NOT buried");
    none("set aside", "SELECT record_id FROM set_aside");
  }

  private void none(String what, String query) {
    List<String> found = sql.column(query);
    if (!found.isEmpty()) {
      throw new AssertionError(what + ": " + found);
    }
  }

  /**
   * Everything that a run that finds nothing to do must leave as it is; a due date may move while
   * it waits for an event.
   */
  List<String> fingerprint() {
    return sql.column(
        "SELECT 'record ' || id || md5((to_jsonb(r) - 'due_at')::text) FROM every_record r WHERE"
            + ours
            + " UNION ALL SELECT 'journal ' || count(*) FROM erasure"
            + " UNION ALL SELECT 'tables ' || count(*) FROM erasure_table"
            + " UNION ALL SELECT 'left ' || count(*) FROM depersonalized.record"
            + " UNION ALL SELECT 'subjects ' || count(*) FROM subject"
            + " UNION ALL SELECT 'events ' || count(*) FROM subject_event"
            + " UNION ALL SELECT 'tombstones ' || count(*) FROM tombstone"
            + " UNION ALL SELECT 'acts ' || count(*) FROM act ORDER BY 1");
  }

  private static void check(boolean right, Sequence sequence, Kept record, String what) {
    if (!right) {
      throw failure(sequence, record, what);
    }
  }

  private static SequenceFailed failure(Sequence sequence, Kept record, String what) {
    return new SequenceFailed(
        sequence,
        "record %s of %s, collected %s (%s), version %d, due %s, events %s: %s"
                .formatted(
                    record.id,
                    record.category,
                    record.collectedAt,
                    record.said ? "said" : "not said",
                    record.version,
                    sequence.model.due(record),
                    record.person.events,
                    what)
            + "\nversions: "
            + sequence.model.versions);
  }
}
