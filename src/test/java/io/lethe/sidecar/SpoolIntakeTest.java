package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.RemoteApi;
import io.lethe.crypto.SecretBytes;
import io.lethe.intake.Outcome;
import io.lethe.problem.ErrorCode;
import io.lethe.sidecar.SpoolSegment.Entry;
import io.lethe.time.Calendars;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is accepted into the spool while there is no lease. */
class SpoolIntakeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ALL = Integer.MAX_VALUE;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final SecretBytes key = SecretBytes.random(32);
  private final CentreClock clock = new CentreClock(Clock.fixed(NOW, ZoneOffset.UTC));

  @TempDir Path directory;
  private Spool spool;
  private SpoolWriter writer;
  private SpoolIntake intake;

  @BeforeEach
  void open() throws IOException {
    SidecarMetrics metrics = new SidecarMetrics(new SimpleMeterRegistry());
    ObjectMapper mapper = new ObjectMapper();
    TestSettings settings = TestSettings.of("http://127.0.0.1:9", directory.resolve("token"));
    LeaseKeeper none =
        new LeaseKeeper(
            vertx,
            CentreClient.open(settings, true, vertx),
            mapper,
            new LeasedPolicies(versions -> {}, new Calendars(), version -> true),
            clock,
            metrics,
            Clock.systemUTC());
    spool = TestSpool.open(directory.resolve("spool"), key);
    writer = new SpoolWriter(spool, 1 << 20);
    intake =
        new SpoolIntake(
            none,
            null,
            item -> !item.path("policy").asText().equals("elsewhere"),
            writer,
            metrics,
            mapper,
            clock);
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
    spool.close();
    vertx.close();
  }

  private static Outcome only(Uni<List<Outcome>> outcomes) {
    List<Outcome> all = outcomes.await().atMost(PATIENCE);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "{'subject':'s','idempotencyKey':'+7 916 000 00 00'}; IDEMPOTENCY_KEY_INVALID",
        "{'subject':'s','idempotencyKey':7}; IDEMPOTENCY_KEY_INVALID",
        "{'subject':'s','collectedAt':null}; CLOCK_OUT_OF_RANGE",
        "{'subject':'s','collectedAt':'2027-01-01T00:00:00Z'}; CLOCK_OUT_OF_RANGE",
        "{'subject':null}; SUBJECT_MISSING",
        "{}; SUBJECT_MISSING"
      })
  void recordThatCannotBeOneIsRefusedAtOnce(String json, String code) {
    // When
    Outcome outcome = only(intake.records(List.of(RemoteApi.read(json.replace('\'', '"')))));

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Rejected.class, rejected -> assertThat(rejected.code().name()).isEqualTo(code));
    assertThat(spool.items()).isZero();
  }

  @Test
  void eventWhosePurposeIsNoTextIsNotOfAllPurposes() {
    // When
    Outcome outcome =
        only(
            intake.events(
                List.of(
                    RemoteApi.read(
                        "{\"subject\":\"s\",\"at\":\"2025-01-01T00:00:00Z\",\"purpose\":[\"mailing\"]}"))));

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.BODY_SHAPE));
    assertThat(spool.items()).isZero();
  }

  @Test
  void itemThatMayNotBeInThisCountryIsNotOnTheDisk() {
    // Given
    List<JsonNode> items =
        List.of(
            RemoteApi.read(
                "{\"policy\":\"elsewhere\",\"subject\":\"s\",\"at\":\"2025-01-01T00:00:00Z\"}"));

    // When
    List<Outcome> outcomes = List.of(only(intake.events(items)), only(intake.records(items)));

    // Then
    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                            assertThat(rejected.code()).isEqualTo(ErrorCode.RESIDENCY_VIOLATED)));
    assertThat(spool.items()).isZero();
  }

  /** An event that follows is told of by the product's clock. */
  @Test
  void recordIsNeverCollectedLaterThanByTheMachine() throws IOException {
    // Given: a centre whose clock is an hour ahead
    clock.told(NOW.plusSeconds(3600), NOW, NOW);

    // Then
    assertThat(collected()).isEqualTo(NOW);
  }

  @Test
  void recordGetsTheTimeOfTheCentreAndWaitsByThatOfTheMachine() throws IOException {
    // Given: a centre whose clock is an hour behind
    clock.told(NOW.minusSeconds(3600), NOW, NOW);

    // Then
    assertThat(collected()).isEqualTo(NOW.minusSeconds(3600));
    assertThat(spool.read(ALL, ALL).get(0).item().at()).isEqualTo(NOW.toEpochMilli());
  }

  private Instant collected() throws IOException {
    Outcome outcome = only(intake.records(List.of(RemoteApi.read("{\"subject\":\"s\"}"))));
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    Entry entry = spool.read(ALL, ALL).get(0);
    JsonNode kept = RemoteApi.read(new String(entry.item().json(), StandardCharsets.UTF_8));
    assertThat(kept.path("idempotencyKey").asText()).hasSize(36);
    return Instant.parse(kept.path("collectedAt").asText());
  }
}
