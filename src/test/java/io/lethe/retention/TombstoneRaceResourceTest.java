package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A person who is buried while somebody puts their tombstone, as a rotation does. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
@Tag("slow")
class TombstoneRaceResourceTest extends BatchRace {

  private static final String OF_RECORD =
      " FROM subject_token t JOIN record r ON r.bucket = t.bucket"
          + " AND r.subject_id = t.subject_id WHERE r.id = ";

  /** The tombstone of an earlier destruction, not yet committed. */
  private Tables tombstone() throws Exception {
    Tables rotation = Tables.connect();
    rotation.connection().setAutoCommit(false);
    rotation.execute(
        "INSERT INTO tombstone (bucket, token, policy, version, destroyed_at)"
            + " SELECT t.bucket, t.token, t.policy, t.version, '2020-01-01'"
            + OF_RECORD
            + "'%s'".formatted(id));
    return rotation;
  }

  @Test
  void burialThatMeetsATombstoneIsMadeAgain() throws Exception {
    // Given a batch that waits for whoever puts a tombstone of its person
    Tables eyes = contention.eyes();
    byte[] token = eyes.column(byte[].class, "SELECT t.token" + OF_RECORD + "?", id).get(0);
    try (Tables rotation = tombstone()) {
      UUID run = LETHE.startRun(Map.of());
      contention.awaitWaiting("WITH gone AS%DELETE FROM subject s%");

      // When
      rotation.connection().commit();

      // Then
      assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    }
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    assertThat(eyes.number("SELECT count(*) FROM set_aside WHERE record_id = ?", id)).isZero();
    assertThat(
            eyes.number(
                "SELECT count(*) FROM tombstone WHERE token = ? AND destroyed_at > '2020-01-02'",
                token))
        .isEqualTo(1);
    assertThat(eyes.number("SELECT count(*) FROM subject_token WHERE token = ?", token)).isZero();
  }
}
