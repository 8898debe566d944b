package io.lethe.retention;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of copies and of paper after an act. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class ActStatusResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

  private static String act(String policy, String category, Map<String, Object> fields) {
    String subject = "act-status-" + UUID.randomUUID();
    LETHE.accepted(Samples.record(policy, category, subject, LETHE.now(), fields));
    LETHE.event(policy, subject, "account-deleted", LETHE.now());
    return LETHE.run(Map.of("policy", policy)).getString("acts[0]");
  }

  private static ValidatableResponse status(String act) {
    return Api.get(Role.AUDITOR, "/acts/" + act + "/status").statusCode(200);
  }

  private static Map<String, Object> medium() {
    Map<String, Object> medium = new HashMap<>();
    medium.put("category", "user_account");
    medium.put("medium", "customer's file");
    medium.put("sheets", 12);
    medium.put("method", "shredded, DIN 66399 P-4");
    medium.put("destroyedAt", LETHE.now().toString());
    medium.put("name", "A. Petrova");
    medium.put("position", "archivist");
    return medium;
  }

  private static ValidatableResponse add(String act, Map<String, Object> medium) {
    return Api.post(Role.PRIVACY_OFFICER, "/acts/" + act + "/media", medium);
  }

  @Test
  @Clause("racurs-4.5")
  @ProducesCode({ErrorCode.BODY_SHAPE, ErrorCode.CLOCK_OUT_OF_RANGE})
  void racursActCarriesMediumAndSheetsBesidesTheEventLog() {
    // Given an act of data that is in a file too
    String act = act("racurs", "user_account", Map.of("full_name", "Анна"));
    Api.get(Role.AUDITOR, "/acts/" + act)
        .body("processing", equalTo("mixed: automated, and by hand"))
        .body("paper[0].category", equalTo("user_account"))
        .body("paper[0].clause", equalTo("4.5"));
    status(act).body("complete", equalTo(false)).body("media", hasSize(0));
    String content = Api.get(Role.AUDITOR, "/acts/" + act).extract().asString();

    // When what cannot be is told, and then what was done
    Map<String, Object> wrong = medium();
    wrong.put("category", "service_log");
    Problems.isProblem(add(act, wrong), ErrorCode.BODY_SHAPE);
    Map<String, Object> future = medium();
    future.put("destroyedAt", LETHE.now().plusSeconds(86_400).toString());
    Problems.isProblem(add(act, future), ErrorCode.CLOCK_OUT_OF_RANGE);
    add(act, medium()).statusCode(200);

    // Then it stands beside the act, whose content is as it was
    status(act)
        .body("complete", equalTo(true))
        .body("media.sheets", contains(12))
        .body("media.medium", contains("customer's file"))
        .body("media.name", contains("A. Petrova"));
    Api.get(Role.AUDITOR, "/acts/" + act + "/event-log").body("size()", equalTo(1));
    org.assertj.core.api.Assertions.assertThat(
            Api.get(Role.AUDITOR, "/acts/" + act).extract().asString())
        .isEqualTo(content);
  }

  @Test
  @Clause("mst-backups")
  void mstCopiesInBackupsAreToldUntilTheyHaveAgedOut() {
    // Given an act of data that thirty days of backups hold
    String act = act("mst_software", "account", Map.of("name", "Bob"));
    LocalDate today = LocalDate.ofInstant(LETHE.now(), MOSCOW);
    status(act)
        .body("copies", equalTo("LIVE_ERASED"))
        .body("backupsGoneBy", equalTo(today.plusDays(30).toString()))
        .body("complete", equalTo(true));

    // When the last of those days ends
    Instant over = today.plusDays(31).atStartOfDay(MOSCOW).toInstant();
    LETHE.moveTo(over.minusSeconds(60));
    status(act).body("copies", equalTo("LIVE_ERASED"));
    LETHE.moveTo(over);

    // Then
    status(act).body("copies", equalTo("BACKUP_AGED_OUT"));
    Api.get(Role.AUDITOR, "/acts?limit=500")
        .body("items.find { it.id == '" + act + "' }.copies", equalTo("BACKUP_AGED_OUT"));
  }
}
