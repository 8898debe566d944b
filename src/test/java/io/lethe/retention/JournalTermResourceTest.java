package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.database.Database;
import io.lethe.gate.ExportConfig;
import io.lethe.time.TrustedTime;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Journals of a replica whose clock is two days from the time that can be trusted. */
@QuarkusTest
@TestProfile(RestoreResourceTest.WithJournal.class)
class JournalTermResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Duration THREE_YEARS = Duration.ofDays(3 * 365);
  private static final Duration TWO_DAYS = Duration.ofDays(2);

  private final Database database;
  private final ReplayStore replayed;
  private final RestoredRuns restored;
  private final RecordReplay records;
  private final TableReplay timeTables;
  private final TableBurial burial;
  private final ExportConfig config;

  @Inject
  JournalTermResourceTest(
      Database database,
      ReplayStore replayed,
      RestoredRuns restored,
      RecordReplay records,
      TableReplay timeTables,
      TableBurial burial,
      ExportConfig config) {
    this.database = database;
    this.replayed = replayed;
    this.restored = restored;
    this.records = records;
    this.timeTables = timeTables;
    this.burial = burial;
    this.config = config;
  }

  /** A time that is trusted, whatever the service's clock says. */
  private record Trusted(Instant now) implements TrustedTime {
    @Override
    public Instant cutoff(Instant databaseNow) {
      return now;
    }

    @Override
    public boolean movable() {
      return false;
    }

    @Override
    public Instant past(Instant databaseNow) {
      return now;
    }
  }

  /** Writes a journal of one record, meets it at that time, and says of how many rows it is now. */
  private long met(Path file, Instant destroyed, Instant trusted) throws Exception {
    UUID run = ErasureFile.run(file);
    try (ErasureFile.Writer writer = new ErasureFile.Writer(file.getParent(), run)) {
      writer.append(
          List.of(
              new Journalled(
                  UUID.randomUUID(), null, "express", "app_user", 1, 1, 0, "DESTROY", destroyed)));
      writer.finish();
    }
    new ErasureReplay(
            database, replayed, restored, records, timeTables, burial, new Trusted(trusted), config)
        .replay()
        .await()
        .atMost(Duration.ofMinutes(1));
    try (Tables tables = Tables.connect()) {
      return tables.number("SELECT count(*) FROM erasure WHERE run_id = ?", run);
    }
  }

  private static Path file() throws IOException {
    return ErasureFile.of(
        Files.createDirectories(RestoreResourceTest.DIRECTORY), UUID.randomUUID());
  }

  @Test
  void fastClockKeepsNoYoungJournalFromBeingReplayed() throws Exception {
    // Given a row that is too old by this replica's clock alone
    Instant now = LETHE.now();
    Path file = file();

    // When, then
    assertThat(met(file, now.minus(THREE_YEARS).minus(Duration.ofDays(1)), now.minus(TWO_DAYS)))
        .isEqualTo(1);
    assertThat(file).exists();
    Files.delete(file);
  }

  @Test
  void slowClockReplaysNoExpiredJournal() throws Exception {
    // Given a row that is young by this replica's clock alone
    Instant now = LETHE.now();
    Path file = file();

    // When, then
    assertThat(met(file, now.minus(THREE_YEARS).plus(Duration.ofDays(1)), now.plus(TWO_DAYS)))
        .isZero();
    assertThat(file).doesNotExist();
  }
}
