package io.lethe.retention;

import io.lethe.Eventually;
import io.lethe.Sql;
import java.time.Duration;
import java.util.List;

/**
 * Statements of another transaction that make a run wait at one of its steps, for as long as that
 * transaction lasts.
 */
final class Obstacles {

  /** A batch has claimed its rows and locked their subjects, and judges. */
  static final String JUDGING = "LOCK TABLE subject_event IN ACCESS EXCLUSIVE MODE";

  /** A batch has removed records, and is to journal them. */
  static final String JOURNALLING = "LOCK TABLE erasure IN SHARE MODE";

  /** A batch forgets the subject's tokens last of all: here it waits with everything written. */
  static final String FORGETTING_SUBJECTS =
      """
      SELECT t.token FROM subject_token t WHERE t.subject_id IN (
        (SELECT min(subject_id::text)::uuid FROM record
          WHERE bucket = 10 AND policy = 'mst_software'
          GROUP BY subject_id HAVING max(collected_at) < now() - interval '6 years 1 month' LIMIT 1)
        UNION
        (SELECT id FROM subject WHERE bucket = 10 AND policy = 'sens'
          AND last_activity < now() - interval '1 year 1 month' LIMIT 1))
      FOR UPDATE
      """;

  /** A batch has committed: its keys are marked as ended, and none is destroyed. */
  static final String DESTROYING_KEYS = "SELECT id FROM lethe_key.subject_key FOR UPDATE";

  /** The last batch has committed, and nothing is mixed. */
  static final String MIXING = "SELECT pg_advisory_xact_lock(4705, 0)";

  /** What is left is mixed, and the intake is to be vacuumed. */
  static final String VACUUMING = "LOCK TABLE depersonalized.intake IN SHARE UPDATE EXCLUSIVE MODE";

  static final String WRITING_ACTS = "LOCK TABLE act IN SHARE ROW EXCLUSIVE MODE";

  static final String NOTHING = "SELECT 1";

  /** A batch has done everything, but its counts. */
  static final String COUNTING = gate(1);

  /** A batch commits. */
  static final String COMMITTING = gate(2);

  /** The acts are written, and the run is to be COMPLETED. */
  static final String COMPLETING = gate(3);

  /** What makes a run wait at the gates while a transaction holds them. */
  private static final String GATES =
      """
      CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared(4799, TG_ARGV[0]::integer);
          RETURN NEW;
        END
      $$;
      CREATE TRIGGER counting BEFORE UPDATE ON retention_run FOR EACH ROW
        WHEN (NEW.destroyed + NEW.depersonalized > OLD.destroyed + OLD.depersonalized)
        EXECUTE FUNCTION gate(1);
      CREATE CONSTRAINT TRIGGER committing AFTER UPDATE ON retention_run
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.destroyed + NEW.depersonalized > OLD.destroyed + OLD.depersonalized)
        EXECUTE FUNCTION gate(2);
      CREATE TRIGGER completing BEFORE UPDATE ON retention_run FOR EACH ROW
        WHEN (NEW.state = 'COMPLETED') EXECUTE FUNCTION gate(3);
      """;

  private static final String WAITING =
      " FROM pg_stat_activity a WHERE pg_backend_pid() = ANY(pg_blocking_pids(a.pid))";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Obstacles() {}

  private static String gate(int number) {
    return "SELECT pg_advisory_xact_lock(4799, " + number + ")";
  }

  /** Makes the gates, once for a database. */
  static void makeGates(Sql sql) {
    sql.execute(GATES);
  }

  /** Waits until so many transactions wait for this one. */
  static void await(Sql obstacle, int waiting) {
    Eventually.get(
        waiting + " waiting for the obstacle",
        PATIENCE,
        () -> number(obstacle, "SELECT count(*)" + WAITING),
        count -> count >= waiting);
  }

  /** Waits until a transaction waits for this one that has locked or removed records before. */
  static void awaitBatch(Sql obstacle) {
    Eventually.get(
        "a batch waiting for the obstacle",
        PATIENCE,
        () ->
            number(
                obstacle,
                "SELECT count(*)"
                    + WAITING
                    + " AND EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.granted"
                    + " AND l.relation = 'record'::regclass"
                    + " AND l.mode IN ('RowShareLock', 'RowExclusiveLock'))"),
        count -> count >= 1);
  }

  /** The processes that wait for this transaction. */
  static List<Long> processes(Sql obstacle) {
    return column(obstacle, "SELECT a.pid" + WAITING).stream().map(Long::valueOf).toList();
  }

  /** The ports of those that wait for this transaction, as the database knows them. */
  static List<Integer> ports(Sql obstacle) {
    return column(obstacle, "SELECT a.client_port" + WAITING).stream()
        .map(Integer::valueOf)
        .toList();
  }

  private static long number(Sql obstacle, String sql) {
    return Long.parseLong(column(obstacle, sql).get(0));
  }

  /** A transaction sees processes as they were when it first looked, until it says otherwise. */
  private static List<String> column(Sql obstacle, String sql) {
    obstacle.execute("SELECT pg_stat_clear_snapshot()");
    return obstacle.column(sql);
  }
}
