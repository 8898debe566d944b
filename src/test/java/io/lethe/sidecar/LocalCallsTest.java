package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.Await;
import io.lethe.RemoteApi;
import io.lethe.crypto.SecretBytes;
import io.lethe.intake.Outcome;
import io.lethe.key.Club;
import io.lethe.policy.LeaseView;
import io.lethe.policy.LeaseView.Covered;
import io.lethe.policy.LeaseView.LeasedPolicy;
import io.lethe.policy.MemoryCatalog;
import io.lethe.policy.PolicyCatalog;
import io.lethe.record.LeasedAnswers;
import io.lethe.record.MemoryAnswers;
import io.lethe.sidecar.CentreDouble.Answer;
import io.lethe.time.Calendars;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered under a lease, and what the centre answers. */
class LocalCallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final SecretBytes key = SecretBytes.random(32);
  private final ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
  private final Clock own = Clock.fixed(NOW, ZoneOffset.UTC);
  private final CentreClock clock = new CentreClock(own);

  @TempDir Path directory;
  private CentreDouble centre;
  private LeaseKeeper leases;
  private Spool spool;
  private SpoolWriter writer;
  private SpoolIntake intake;
  private LocalCalls calls;

  @BeforeEach
  void open() throws IOException {
    centre = CentreDouble.start();
    TestSettings settings =
        TestSettings.of(centre.url(), Files.writeString(directory.resolve("token"), "t"));
    CentreClient client = CentreClient.open(settings, true, vertx);
    SidecarMetrics metrics = new SidecarMetrics(new SimpleMeterRegistry());
    PolicyCatalog catalog = MemoryCatalog.empty();
    LeasedAnswers answers = MemoryAnswers.of(catalog);
    LeasedPolicies policies =
        new LeasedPolicies(catalog::replace, new Calendars(), version -> true);
    leases = new LeaseKeeper(vertx, client, mapper, policies, clock, metrics, own);
    spool = TestSpool.open(directory.resolve("spool"), key);
    writer = new SpoolWriter(spool, 1 << 20);
    intake = new SpoolIntake(leases, answers, item -> true, writer, metrics, mapper, clock);
    calls = new LocalCalls(leases, answers, client, metrics, mapper, clock);
  }

  @AfterEach
  void close() throws IOException {
    leases.close();
    writer.close();
    spool.close();
    centre.close();
    vertx.close();
  }

  /** Takes a lease of a centre whose clock says so. */
  private void lease(Instant granted) throws IOException {
    LeasedPolicy policy =
        new LeasedPolicy("club", 1, "hash", Instant.EPOCH, Club.yaml("club"), List.of(), null);
    LeaseView view =
        new LeaseView(
            UUID.randomUUID(),
            granted,
            granted.plusSeconds(600),
            600,
            List.of(new Covered(Set.of("club"), Set.of("member"), Set.of("city"))),
            List.of(policy));
    String json = mapper.writeValueAsString(view);
    centre.answer(call -> new Answer(200, json));
    leases.renew();
    Await.until(leases::lease, Optional::isPresent);
  }

  private static List<JsonNode> member(Instant collected) {
    return List.of(
        RemoteApi.read(
            "{'policy':'club','category':'member','subject':'s','collectedAt':'%s','fields':{'city':'Omsk'}}"
                .formatted(collected)
                .replace('\'', '"')));
  }

  private static Outcome only(Uni<List<Outcome>> outcomes) {
    List<Outcome> all = outcomes.await().atMost(PATIENCE);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345678.5", "1234567890123456789.012345", "1.50", "0.1", "170", "1E-7"})
  void numberOfTheCentreIsPassedOnAsItCame(String number) {
    // Given
    String fields = "{\"fields\":{\"height\":" + number + "}}";
    centre.answer(call -> Answer.items(List.of("{\"status\":\"accepted\"," + fields.substring(1))));

    // When
    Outcome outcome = only(calls.transform(member(NOW)));

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Accepted.class, accepted -> assertThat(accepted.answer()).hasToString(fields));
  }

  @Test
  void recordOfTheCentresPresentIsAcceptedWhereTheMachineIsBehind() throws IOException {
    // Given
    Instant present = NOW.plusSeconds(600);
    lease(present);

    // When
    Outcome spooled = only(intake.records(member(present)));
    Outcome transformed = only(calls.transform(member(present)));

    // Then
    assertThat(spooled).isInstanceOf(Outcome.Accepted.class);
    assertThat(transformed).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void recordOfTheMachinesPresentIsRefusedWhereTheCentreIsBehind() throws IOException {
    // Given
    lease(NOW.minusSeconds(600));

    // When
    Outcome spooled = only(intake.records(member(NOW)));
    Outcome transformed = only(calls.transform(member(NOW)));

    // Then: as the centre would refuse it
    assertThat(spooled).isInstanceOf(Outcome.Rejected.class);
    assertThat(transformed).isInstanceOf(Outcome.Rejected.class);
  }
}
