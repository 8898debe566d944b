package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A ban on somebody whose first record is being written. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class BanRaceResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final String subject = "banned-" + UUID.randomUUID();

  private JsonPath received() {
    return LETHE.received(Samples.sens(subject, LETHE.now()));
  }

  private int banned() {
    return LETHE
        .as(Role.PRIVACY_OFFICER)
        .body(
            Map.of(
                "policy", "sens",
                "subject", subject,
                "authority", "guardian, request 17/2026",
                "reason", "under age"))
        .post("/api/v1/subjects/bans")
        .statusCode();
  }

  @Test
  void banWaitsForAFirstRecordAndNothingComesAfterIt() throws Exception {
    try (Contention contention = new Contention(LETHE)) {
      // Given a person who is there, and whose record is not yet
      Contention.Lock records = contention.lock("record", "SHARE");
      CompletableFuture<JsonPath> first = contention.call(this::received);
      int receipt = contention.awaitWaiting("%INSERT INTO record %");

      // When
      CompletableFuture<Integer> ban = contention.call(this::banned);

      // Then the ban waits for it, and finds the person
      int waiting = contention.awaitWaiting("SELECT pg_advisory_xact_lock(%");
      assertThat(contention.waitsFor(waiting, receipt)).isTrue();
      records.release();
      assertThat(first.join().getString("items[0].status")).isEqualTo("accepted");
      assertThat(ban.join()).isEqualTo(201);
      assertThat(received().getString("items[0].problem.code")).isEqualTo("SUBJECT_BANNED");
      assertThat(
              contention
                  .eyes()
                  .number(
                      "SELECT count(*) FROM subject WHERE banned AND id = (SELECT subject_id"
                          + " FROM record WHERE id = ?)",
                      UUID.fromString(first.join().getString("items[0].id"))))
          .isEqualTo(1);
    }
  }
}
