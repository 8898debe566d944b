package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a draft is said to do is what it does. */
@QuarkusTest
@TestProfile(ImpactResourceTest.OfItsOwn.class)
class ImpactResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final long SEED = 179;
  private static final int RECORDS = 120;
  private static final int PEOPLE = 70;

  private final Shop shop = Shop.fresh();
  private final Random random = new Random(SEED);

  /** A clock that no other class has moved. */
  public static final class OfItsOwn extends FromAutumn2025 {}

  /** Rules of whole days, rules that are due at their event, and working days. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          P3Y | P2Y | P1Y   | P1Y | P1Y | P30D
          P3Y | P2Y | P1Y   | P4Y | P1Y | P2Y
          P2Y | P1Y | ''    | P1Y | P2Y | P9D
          P2Y | P2Y | P40BD | P3Y | P1Y | P10BD
          """)
  void impactIsWhatTheActivationDoes(
      String collected,
      String active,
      String closed,
      String collected2,
      String active2,
      String closed2) {
    // Given people with records, of some of which nobody says when they were collected
    impactIsWhatTheActivationDoes(
        yaml(collected, active, closed),
        yaml(collected2, active2, closed2),
        List.of("last-activity", "order-closed"));
  }

  /** Consents and withdrawals in any order, other grounds that end, and other grounds or terms. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [consent]           | P3Y | [consent]                   | P1Y
          [consent]           | P2Y | [consent]                   | ''
          [consent, contract] | P1Y | [consent]                   | P1Y
          [consent, law]      | P1Y | [consent, contract]         | P2Y
          """)
  void impactKnowsTheGroundsThatPeopleHaveEnded(
      String grounds, String keep, String grounds2, String keep2) {
    impactIsWhatTheActivationDoes(
        consents(grounds, keep),
        consents(grounds2, keep2),
        List.of("consent-given", "consent-withdrawn", "opted-out", "contract-ended"));
  }

  private String consents(String grounds, String keep) {
    return shop.yaml("", Shop.rule("consent-withdrawn", keep, "destroy"))
        .replace("[contract]", grounds);
  }

  private void impactIsWhatTheActivationDoes(String yaml, String yaml2, List<String> types) {
    // Given
    shop.saved("anna", yaml);
    shop.post("anna", 1, "activate").statusCode(200);
    List<UUID> records = records(types);
    int draft = shop.saved("anna", yaml2);
    Map<UUID, Instant> before = dues(records);

    // When
    JsonPath impact = shop.post("boris", draft, "impact").statusCode(200).extract().jsonPath();
    shop.post("boris", draft, "approve").statusCode(200);
    Instant at =
        Instant.parse(
            shop.post("anna", draft, "activate").statusCode(200).extract().path("activatedAt"));

    // Then
    Map<String, List<UUID>> found = new HashMap<>();
    Map<UUID, Instant> after = dues(records);
    for (UUID record : records) {
      found
          .computeIfAbsent(
              kind(before.get(record), after.get(record), at), kind -> new ArrayList<>())
          .add(record);
    }
    assertThat(impact.getInt("over")).isEqualTo(1);
    assertThat(impact.getInt("categories[0].records")).isEqualTo(RECORDS);
    for (String kind : List.of("dueNow", "shortened", "extended", "unchanged")) {
      List<UUID> of = found.getOrDefault(kind, List.of());
      assertThat(impact.getInt("categories[0]." + kind)).as(kind).isEqualTo(of.size());
      if (!kind.equals("unchanged")) {
        List<String> examples = impact.getList("categories[0].examples." + kind);
        assertThat(examples).hasSize(Math.min(5, of.size()));
        assertThat(of.stream().map(UUID::toString).toList()).containsAll(examples);
      }
    }
  }

  @Test
  void otherActionAndOtherCategoriesAreToldApart() {
    // Given
    shop.saved(
        "anna",
        shop.yaml(
            "",
            Shop.rule("collected", "P1Y", "depersonalize"),
            Shop.rule("depersonalized", "P1Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    LETHE.accepted(shop.record("other", "2025-08-20T09:00:00Z"));
    int draft = shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    int same =
        shop.saved(
            "anna",
            shop.yaml(
                "residency: [RU]",
                Shop.rule("collected", "P1Y", "depersonalize"),
                Shop.rule("depersonalized", "P1Y", "destroy")));

    // When
    JsonPath other = shop.post("anna", draft, "impact").statusCode(200).extract().jsonPath();
    JsonPath none = shop.post("anna", same, "impact").statusCode(200).extract().jsonPath();

    // Then
    assertThat(other.getInt("categories[0].otherAction")).isEqualTo(1);
    assertThat(other.getList("stricter.code")).isEqualTo(List.of("DESTROYED_INSTEAD"));
    assertThat(none.getInt("categories[0].unchanged")).isEqualTo(1);
    assertThat(none.getList("stricter")).isEmpty();
  }

  @Test
  @ProducesCode({ErrorCode.VERSION_STATE, ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN})
  void impactIsOfADraftThatTheOfficerIsGranted() {
    // Given
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    int draft = shop.saved("anna", shop.yaml("", Shop.rule("collected", "P2Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    String path = "/policies/" + shop.policy() + "/versions/" + draft + "/impact";

    // Then
    Problems.isProblem(shop.post("anna", 1, "impact"), ErrorCode.VERSION_STATE);
    Problems.isProblem(shop.post("anna", 9, "impact"), ErrorCode.NOT_FOUND);
    Problems.isProblem(
        Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only(shop.policy(), "visitor", ""))
            .post(path)
            .then(),
        ErrorCode.FORBIDDEN);
    Problems.isProblem(
        Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only("sens", "*", "")).post(path).then(),
        ErrorCode.NOT_FOUND);
  }

  private String yaml(String collected, String active, String closed) {
    return shop.yaml(
        "",
        Shop.rule("collected", collected, "destroy"),
        Shop.rule("last-activity", active, "destroy"),
        Shop.rule("order-closed", closed, "destroy"));
  }

  private List<UUID> records(List<String> types) {
    List<UUID> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      String subject = "i-" + i % PEOPLE;
      if (random.nextInt(4) == 0 && i >= PEOPLE) {
        event(subject, types);
      }
      String collected = random.nextInt(4) == 0 ? "" : past(4 * 365).toString();
      records.add(LETHE.accepted(shop.record(subject, collected)));
      if (random.nextInt(2) == 0) {
        event(subject, types);
      }
    }
    return records;
  }

  private void event(String subject, List<String> types) {
    String type = types.get(random.nextInt(types.size()));
    LETHE.event(shop.policy(), subject, type, past(900));
  }

  private Instant past(int days) {
    return LETHE.now().minus(Duration.ofMinutes(1 + random.nextInt(days * 1_440)));
  }

  private static Map<UUID, Instant> dues(List<UUID> records) {
    Map<UUID, Instant> dues = new HashMap<>();
    for (UUID record : records) {
      dues.put(record, LETHE.due(record).orElse(Instant.MAX));
    }
    return dues;
  }

  private static String kind(Instant before, Instant after, Instant at) {
    if (after.equals(before)) {
      return "unchanged";
    }
    if (!after.isAfter(at)) {
      return "dueNow";
    }
    return after.isBefore(before) ? "shortened" : "extended";
  }
}
