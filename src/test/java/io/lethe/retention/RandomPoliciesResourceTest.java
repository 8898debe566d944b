package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.lethe.oracle.PolicyOracle;
import io.lethe.oracle.PolicyOracle.Due;
import io.lethe.oracle.PolicyOracle.Fact;
import io.lethe.oracle.PolicyOracle.Facts;
import io.lethe.oracle.PolicyOracle.Said;
import io.lethe.oracle.PolicyOracle.Version;
import io.lethe.oracle.RandomPolicies;
import io.lethe.oracle.RandomPolicies.Policy;
import io.lethe.oracle.RandomPolicies.Told;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random policies handed to the service, with lives of people, and {@link PolicyOracle} beside. */
@QuarkusTest
@TestProfile(RecomputeResourceTest.OfItsOwn.class)
class RandomPoliciesResourceTest {

  private static final Logger LOG = Logger.getLogger(RandomPoliciesResourceTest.class.getName());
  private static final LetheClient LETHE = new LetheClient();
  private static final long SEED = 20_261_125;

  private final Random random = new Random(SEED);
  private PolicyOracle oracle;
  private int rules;
  private int due;
  private int events;

  @Test
  void twentyPoliciesAreReadAsTheOracleSays() throws Exception {
    agreeAbout(20);
  }

  @Test
  @Tag("proof")
  void fiveHundredPoliciesAreReadAsTheOracleSays() throws Exception {
    agreeAbout(500);
  }

  private void agreeAbout(int policies) throws Exception {
    try (var table = Files.lines(Path.of("src", "main", "resources", "calendars", "ru.csv"))) {
      oracle = new PolicyOracle(PolicyOracle.days(table));
    }
    JqwikSession.run(
        () -> {
          for (int i = 0; i < policies; i++) {
            agree(next(RandomPolicies.policies()), next(RandomPolicies.lives()));
          }
        });
    LOG.info(
        () ->
            "random policies: seed %d, %d policies, %d events, %d rules read, %d due, no difference"
                .formatted(SEED, policies, events, rules, due));
    assertThat(due).isPositive();
    try (Tables tables = Tables.connect()) {
      assertThat(Sweeps.late(tables)).as("stored later than the truth").isZero();
    }
  }

  private <T> T next(Arbitrary<T> any) {
    return any.generator(1_000).next(random).value();
  }

  private void agree(Policy policy, List<Told> life) {
    // Given
    Shop shop = Shop.fresh();
    shop.saved("anna", policy.yaml(shop.policy()));
    shop.post("anna", 1, "activate").statusCode(200);
    Instant collected = next(RandomPolicies.instants());

    // When two records come before all that is told of the person, and one after
    Map<UUID, Facts> records = new HashMap<>();
    for (Policy.Kind kind : policy.categories()) {
      receive(shop, kind, collected, records);
      receive(shop, kind, null, records);
    }
    tell(shop, life);
    List<Fact> told = facts(life);
    Map<UUID, Facts> facts = new HashMap<>();
    records.forEach((id, one) -> facts.put(id, with(one, told, 0)));
    for (Policy.Kind kind : policy.categories()) {
      Map<UUID, Facts> late = new HashMap<>();
      receive(shop, kind, null, late);
      late.forEach((id, one) -> facts.put(id, with(one, told, life.size() + 1)));
    }

    // Then
    facts.forEach((id, known) -> agree(policy, id, known));
  }

  private static Facts with(Facts record, List<Fact> told, int position) {
    return new Facts(record.collectedAt(), record.said(), position, told);
  }

  private static List<Fact> facts(List<Told> life) {
    return IntStream.range(0, life.size())
        .mapToObj(i -> new Fact(life.get(i).type(), life.get(i).purpose(), life.get(i).at(), i + 1))
        .toList();
  }

  private static void receive(
      Shop shop, Policy.Kind kind, Instant collectedAt, Map<UUID, Facts> into) {
    Map<String, Object> record = new HashMap<>();
    record.put("policy", shop.policy());
    record.put("category", kind.name());
    record.put("subject", "by-chance");
    record.put("fields", Map.of("city", "Тула"));
    if (collectedAt != null) {
      record.put("collectedAt", collectedAt.toString());
    }
    UUID id = LETHE.accepted(record);
    Instant at =
        collectedAt != null
            ? collectedAt
            : Instant.parse(LETHE.record(id).extract().path("collectedAt"));
    into.put(id, new Facts(at, collectedAt != null, 0, List.of()));
  }

  private void tell(Shop shop, List<Told> life) {
    List<Map<String, String>> items = new ArrayList<>();
    for (Told told : life) {
      Map<String, String> item = new HashMap<>();
      item.put("policy", shop.policy());
      item.put("subject", "by-chance");
      item.put("type", told.type());
      item.put("at", told.at().toString());
      if (!told.purpose().isEmpty()) {
        item.put("purpose", told.purpose());
      }
      items.add(item);
    }
    if (!items.isEmpty()) {
      JsonPath answer =
          LETHE.as(Role.PRODUCT).body(items).post("/api/v1/events").then().extract().jsonPath();
      assertThat(answer.getInt("accepted")).as(answer::prettify).isEqualTo(items.size());
      events += items.size();
    }
  }

  private void agree(Policy policy, UUID id, Facts facts) {
    JsonPath explained = LETHE.explanation(id);
    String category = explained.getString("category");
    Policy.Kind kind =
        policy.categories().stream()
            .filter(one -> one.name().equals(category))
            .findFirst()
            .orElseThrow();
    List<Said> truth = oracle.read(policy, kind, facts);
    for (int i = 0; i < truth.size(); i++) {
      Said expected = truth.get(i);
      String rule = "rules[" + i + "].";
      assertThat(explained.getString(rule + "startedAt"))
          .as("%s of %s", expected, facts)
          .isEqualTo(text(expected.start()));
      assertThat(explained.getString(rule + "dueAt"))
          .as("%s of %s", expected, facts)
          .isEqualTo(text(expected.due()));
      assertThat(explained.getString(rule + "deadline"))
          .as("%s of %s", expected, facts)
          .isEqualTo(text(expected.deadline()));
      assertThat(explained.getBoolean(rule + "provisional")).isEqualTo(expected.provisional());
      rules++;
    }
    Due first = oracle.due(List.of(new Version(policy, Instant.MIN)), category, facts);
    assertThat(explained.getString("dueAt")).isEqualTo(first == null ? null : text(first.at()));
    due += first == null ? 0 : 1;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
