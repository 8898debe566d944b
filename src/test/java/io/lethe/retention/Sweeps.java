package io.lethe.retention;

import io.lethe.Await;
import java.time.Duration;

/** Sweeps of due dates that a test asks for. */
final class Sweeps {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Sweeps() {}

  /** Lets a sweep begin within a second. */
  static void begin(Tables tables) {
    tables.execute("UPDATE retention_sweep SET finished_at = NULL");
  }

  /** Waits for the end of the sweep that is under way. */
  static void await(Tables tables) {
    Await.until(
        PATIENCE,
        () -> tables.number("SELECT count(finished_at) FROM retention_sweep"),
        done -> done == 1);
  }

  /** Sweeps, and answers of how many records the due date was later than the truth. */
  static long late(Tables tables) {
    begin(tables);
    await(tables);
    return tables.number("SELECT late FROM retention_sweep");
  }
}
