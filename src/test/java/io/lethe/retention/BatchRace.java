package io.lethe.retention;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A record that is due, of a subject of its own, and whatever comes while its batch is under way.
 */
abstract class BatchRace {

  static final LetheClient LETHE = new LetheClient();
  static final String LOCK_SUBJECT = "%FROM subject%FOR NO KEY UPDATE%";
  static final String BATCH_LOCKS_SUBJECTS = LOCK_SUBJECT + "SKIP LOCKED%";
  static final String JOURNAL = "%INSERT INTO erasure %";

  Contention contention;
  String subject;
  UUID id;

  @BeforeEach
  void recordThatIsDue() throws Exception {
    LETHE.run(); // so that nothing else is due
    subject = "race-" + UUID.randomUUID();
    id = receiveDue();
    contention = new Contention(LETHE);
  }

  @AfterEach
  void nobodyWaits() throws Exception {
    contention.close();
  }

  /** Receives a record of the subject that is due, and returns its id. */
  UUID receiveDue() {
    return LETHE.accepted(Samples.mst(subject, LETHE.now().minus(Duration.ofDays(3_000))));
  }
}
