package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotation of every ring over the API; each test has a policy, and so rings, of its own. */
@QuarkusTest
class RotationResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final int MEMBERS = 5;
  private static final String TOMBSTONE =
      "INSERT INTO tombstone (bucket, token, policy, version, destroyed_at)"
          + " SELECT bucket, token, policy, version, ?::timestamptz FROM ";

  private Club club;
  private List<String> records;

  @BeforeEach
  void receive() {
    club = Club.open("rotating_" + CLUBS.incrementAndGet());
    records = club.members(MEMBERS);
  }

  private Object wrapped(String purpose, int version) {
    return ServiceDatabase.value(
        "SELECT count(wrapped) FROM lethe_key.key_ring_version WHERE ring = ? AND version = ?",
        club.ring(purpose),
        version);
  }

  @ParameterizedTest
  @CsvSource({"data, 5", "subject, 5", "pseudonym, 10", "index, 5", "format, 5"})
  @ProducesCode({ErrorCode.KEY_IN_USE, ErrorCode.SECOND_PERSON, ErrorCode.KEY_VERSION_STATE})
  void ringIsRotatedRewrappedAndItsOldVersionDestroyed(String purpose, int rows) {
    // Given
    String subject = club.byReference(0).get(0);
    List<String> before = club.tokens(0);

    // When: the next version writes
    club.rotate(purpose);
    String later = club.member(MEMBERS);

    // Then: what is stored is still under the first, and both are found
    assertThat(club.version(purpose, 1).get("state").asText()).isEqualTo("RETIRED");
    assertThat(club.version(purpose, 1).get("uses").asInt()).isEqualTo(rows);
    assertThat(club.version(purpose, 2).get("state").asText()).isEqualTo("ACTIVE");
    assertThat(club.version(purpose, 2).get("uses").asInt()).isEqualTo(1);
    assertThat(club.byPhone(0)).containsExactly(subject);
    assertThat(club.byReference(0)).containsExactly(subject);
    String path = "/versions/1/destroy";
    Map<String, ?> confirmed = Map.of("productTokensUpgraded", true);
    Club.refuses(club.order(purpose, path, confirmed), ErrorCode.KEY_IN_USE);
    Club.refuses(
        club.order(purpose, "/versions/2/destroy", confirmed), ErrorCode.KEY_VERSION_STATE);

    // When: it is moved
    JsonNode job = club.rewrap(purpose);

    // Then
    assertThat(job.get("total").asInt()).isEqualTo(rows);
    assertThat(job.get("moved").asInt()).isEqualTo(rows);
    assertThat(club.version(purpose, 1).get("uses").asInt()).isZero();
    assertThat(club.byPhone(0)).containsExactly(subject);
    assertThat(club.byReference(0)).containsExactly(subject);

    // When: one person, then another, destroys the first version
    club.order(purpose, path, confirmed).statusCode(202);
    Club.refuses(club.order(purpose, path, confirmed), ErrorCode.SECOND_PERSON);
    assertThat(wrapped(purpose, 1)).isEqualTo(1L);
    Club.done(Club.as(Club.SECOND, "/keys/" + club.ring(purpose) + path, confirmed));

    // Then: everything still works, and its key is gone
    assertThat(wrapped(purpose, 1)).isEqualTo(0L);
    assertThat(club.version(purpose, 1).get("state").asText()).isEqualTo("DESTROYED");
    assertThat(club.byPhone(0)).containsExactly(subject);
    assertThat(club.byReference(0)).containsExactly(subject);
    assertThat(club.byPhone(MEMBERS)).isEqualTo(club.byReference(MEMBERS)).hasSize(1);
    assertThat(club.names(List.of(records.get(3), later)))
        .containsExactly("Anna Nr 3", "Anna Nr " + MEMBERS);
    assertThat(
            club.open(List.of(records.get(3)), "licence")
                .extract()
                .<String>path("items[0].fields.licence"))
        .isEqualTo(Club.licence(3));
    club.member(0);
    assertThat(club.byReference(0)).containsExactly(subject);
    assertThat(club.tokens(0).equals(before)).isEqualTo(!purpose.equals("pseudonym"));
    assertThat(club.tokens(0)).containsExactly(Club.view(records.get(0), "device"));
  }

  @Test
  void categoriesJoinByTokenBeforeDuringAndAfterARotation() {
    // Given
    String visit = club.visit(1);
    assertThat(Club.view(visit, "device")).isEqualTo(Club.view(records.get(1), "device"));
    assertThat(Club.view(visit, "badge")).isNotEqualTo(Club.view(visit, "device"));

    // When: a later visit has a newer token
    club.rotate("pseudonym");
    String later = club.visit(1);

    // Then: both are the value's, and the older is lifted to the newer
    String old = Club.view(records.get(1), "device");
    String now = Club.view(later, "device");
    assertThat(old).startsWith("v1.");
    assertThat(now).startsWith("v2.");
    assertThat(club.tokens(1)).containsExactly(old, now);
    assertThat(club.upgraded(List.of(old, now))).containsExactly(now, now);

    // When
    club.rewrap("pseudonym");

    // Then
    assertThat(Club.view(records.get(1), "device")).isEqualTo(now);
    assertThat(Club.view(visit, "device")).isEqualTo(now);
    assertThat(Club.view(records.get(1), "city")).isEqualTo("Omsk");
  }

  @Test
  @ProducesCode(ErrorCode.CONFIRMATION_MISSING)
  void pseudonymsThatProductsKeepNeedAWord() {
    // Given
    club.rotate("pseudonym");
    club.rewrap("pseudonym");

    // Then
    Club.refuses(
        club.order("pseudonym", "/versions/1/destroy", Map.of()), ErrorCode.CONFIRMATION_MISSING);
  }

  @Test
  void dryRunCountsAndMovesNothing() {
    // Given
    club.rotate("index");

    // When
    JsonNode job = Club.done(club.order("index", "/rewrap", Map.of("dryRun", true)));

    // Then
    assertThat(job.get("total").asInt()).isEqualTo(MEMBERS);
    assertThat(job.get("moved").asInt()).isZero();
    assertThat(job.at("/census/0/table").asText()).isEqualTo("blind_index");
    assertThat(club.version("index", 1).get("uses").asInt()).isEqualTo(MEMBERS);
  }

  @Test
  @ProducesCode({ErrorCode.JOB_UNFINISHED, ErrorCode.JOB_STATE})
  void throttledRewrapIsPausedResumedAndCancelled() {
    // Given: more than it can move meanwhile
    int rows = 2 * MEMBERS + 20;
    for (int i = 2 * MEMBERS; i < rows; i++) {
      club.visit(i);
    }
    club.rotate("pseudonym");
    String id =
        club.order("pseudonym", "/rewrap", Map.of("rowsPerSecond", 1))
            .statusCode(202)
            .extract()
            .path("id");
    Club.refuses(club.order("pseudonym", "/rewrap", Map.of()), ErrorCode.JOB_UNFINISHED);

    // When
    Await.until(() -> Club.job(id), job -> job.get("moved").asInt() > 0);
    Club.as(Club.FIRST, "/jobs/" + id + "/pause", Map.of()).statusCode(200);
    int moved = Club.job(id).get("moved").asInt();
    Club.as(Club.FIRST, "/jobs/" + id + "/resume", Map.of()).statusCode(200);
    Await.until(() -> Club.job(id), job -> job.get("moved").asInt() > moved);
    Club.as(Club.FIRST, "/jobs/" + id + "/cancel", Map.of()).statusCode(200);

    // Then
    JsonNode job = Club.job(id);
    assertThat(job.get("state").asText()).isEqualTo("CANCELLED");
    assertThat(job.get("moved").asInt()).isLessThan(rows);
    Club.refuses(Club.as(Club.FIRST, "/jobs/" + id + "/resume", Map.of()), ErrorCode.JOB_STATE);
    assertThat(club.rewrap("pseudonym").get("moved").asInt())
        .isEqualTo(rows - job.get("moved").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "subject", "pseudonym", "index", "format"})
  void compromisedRingSaysWhatWasExposedAndIsRewrappedAtOnce(String purpose) {
    // When
    JsonNode job =
        Club.done(
            club.order(
                purpose, "/rotate", Map.of("compromised", true, "reason", "incident 2026-7")));

    // Then
    assertThat(job.get("exposed")).isNotEmpty();
    assertThat(job.get("exposed"))
        .allSatisfy(exposure -> assertThat(exposure.get("rows").asInt()).isPositive());
    Await.until(() -> club.version(purpose, 1).get("uses").asInt(), uses -> uses == 0);
    club.order(purpose, "/rotate", Map.of("compromised", true)).statusCode(400);
  }

  @Test
  void destroyedSubjectStaysKnownUnderTheNextVersion() {
    // Given: a tombstone under the first version
    ServiceDatabase.execute(
        "INSERT INTO tombstone (bucket, token, policy, version, destroyed_at, banned)"
            + " SELECT bucket, token, policy, version, now(), true FROM subject_token"
            + " WHERE policy = ?",
        club.policy());

    // When
    club.rotate("subject");
    JsonNode job = club.rewrap("subject");

    // Then
    assertThat(job.get("moved").asInt()).isEqualTo(2 * MEMBERS);
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM tombstone t JOIN subject_token s USING (bucket, token,"
                    + " policy, version) WHERE policy = ? AND version = 2 AND banned",
                club.policy()))
        .isEqualTo((long) MEMBERS);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_OF_OTHER_RING)
  void keyOfAnotherRingOpensNothing() {
    // Given
    ServiceDatabase.execute(
        "UPDATE lethe_key.subject_key SET ring = 'sens-data' WHERE ring = ?", club.ring("data"));

    // Then
    Club.refuses(club.open(records, "name"), ErrorCode.KEY_OF_OTHER_RING);
  }

  @ParameterizedTest
  @CsvSource({"2024-01-01, 2024-03-01", "2024-03-01, 2024-01-01"})
  void tombstonesOfTwoVersionsCountAsTheLaterOne(String ofFirst, String ofSecond) {
    // Given: who was destroyed under the first version, came back, and was destroyed again
    ServiceDatabase.execute(
        "CREATE TABLE spared AS SELECT t.* FROM subject_token t JOIN record r USING (subject_id)"
            + " WHERE r.id = ?::uuid",
        records.get(0));
    club.rotate("subject");
    club.rewrap("subject");
    ServiceDatabase.execute(TOMBSTONE + "spared", ofFirst);
    ServiceDatabase.execute(
        TOMBSTONE + "subject_token WHERE subject_id = (SELECT subject_id FROM spared)", ofSecond);
    for (String table : List.of("record", "subject_token")) {
      ServiceDatabase.execute(
          "DELETE FROM " + table + " WHERE subject_id = (SELECT subject_id FROM spared)");
    }
    ServiceDatabase.execute("DROP TABLE spared");

    // When: something from between the two comes in
    JsonNode item =
        Api.items(
                Role.PRODUCT,
                "/records",
                Map.of(
                    "policy", club.policy(),
                    "category", "visit",
                    "subject", "member-0",
                    "collectedAt", "2024-02-01T00:00:00Z",
                    "fields", Map.of("badge", "1")))
            .get(0);

    // Then
    assertThat(item.at("/problem/code").asText()).isEqualTo("SUBJECT_DESTROYED");
    club.rotate("subject");
    assertThat(club.rewrap("subject").get("moved").asInt()).isEqualTo(MEMBERS - 1 + 2);
  }
}
