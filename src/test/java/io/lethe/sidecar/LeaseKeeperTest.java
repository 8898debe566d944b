package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.Await;
import io.lethe.crypto.VersionedToken;
import io.lethe.key.Club;
import io.lethe.key.LeasedRing;
import io.lethe.policy.LeaseView;
import io.lethe.policy.LeaseView.Covered;
import io.lethe.policy.LeaseView.DomainKey;
import io.lethe.policy.LeaseView.LeasedKeys;
import io.lethe.policy.LeaseView.LeasedPolicy;
import io.lethe.policy.LeaseView.VersionKey;
import io.lethe.policy.PolicyVersion;
import io.lethe.sidecar.CentreDouble.Answer;
import io.lethe.time.Calendars;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseKeeperTest {

  private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

  private static final Instant GRANTED = Instant.EPOCH;

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CentreClock time = new CentreClock(Clock.systemUTC());
  private final AtomicBoolean refusing = new AtomicBoolean();
  private final List<List<PolicyVersion>> read = new CopyOnWriteArrayList<>();

  @TempDir Path directory;
  private CentreDouble centre;
  private LeaseKeeper keeper;

  @BeforeEach
  void open() throws IOException {
    centre = CentreDouble.start();
    TestSettings settings =
        TestSettings.of(centre.url(), Files.writeString(directory.resolve("token"), "t"));
    keeper =
        new LeaseKeeper(
            vertx,
            CentreClient.open(settings, true, vertx),
            JSON,
            new LeasedPolicies(this::take, new Calendars(), version -> true),
            time,
            new SidecarMetrics(registry),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    keeper.close();
    centre.close();
    vertx.close();
  }

  private void take(List<PolicyVersion> versions) {
    read.add(versions);
    if (refusing.getAndSet(false)) {
      throw new IllegalStateException("of the test");
    }
  }

  private static LeaseView lease(int seconds, String yaml) {
    return lease(seconds, List.of(policy("club", yaml)));
  }

  private static LeaseView lease(int seconds, List<LeasedPolicy> policies) {
    return new LeaseView(
        UUID.randomUUID(),
        GRANTED,
        GRANTED.plusSeconds(seconds),
        seconds,
        List.of(new Covered(Set.of("club"), Set.of("member"), Set.of("device"))),
        policies);
  }

  private static LeasedPolicy policy(String name, String yaml) {
    byte[] key = new byte[32];
    LeasedKeys keys =
        new LeasedKeys(
            1, List.of(new VersionKey(1, key)), List.of(new DomainKey("device", key.clone())));
    return new LeasedPolicy(
        name, 1, Integer.toHexString(yaml.hashCode()), Instant.EPOCH, yaml, List.of("visit"), keys);
  }

  private static Answer answer(int seconds, String yaml) {
    return answer(lease(seconds, yaml));
  }

  private static Answer answer(LeaseView lease) {
    try {
      ObjectNode json = JSON.valueToTree(lease);
      return new Answer(200, JSON.writeValueAsString(json.put("newer", "than this")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private HeldLease held() {
    return Await.until(keeper::lease, Optional::isPresent).orElseThrow();
  }

  @Test
  void leaseIsRenewedLongBeforeItsEnd() {
    // Given
    centre.answer(call -> answer(3, Club.yaml("club")));

    // When
    keeper.renew();
    HeldLease first = held();
    Await.until(centre::calls, calls -> calls.size() > 1);
    HeldLease second =
        Await.until(keeper::lease, lease -> lease.filter(one -> one != first).isPresent())
            .orElseThrow();

    // Then: documents that are the same are read once
    assertThat(second.left()).isPositive();
    assertThat(read).hasSize(1);
    assertThat(read.get(0).get(0).blocks("visit")).isTrue();
    assertThat(read.get(0).get(0).blocks("member")).isFalse();
    assertThat(second.caller().coversField("club", "member", "device")).isTrue();
    assertThat(second.caller().covers("club", "visit")).isFalse();
  }

  @Test
  void changedDocumentIsReadAgain() {
    // Given
    String other = Club.yaml("club").replace("title: Club", "title: Another");
    centre.answer(call -> answer(3, centre.calls().size() == 1 ? Club.yaml("club") : other));

    // When
    keeper.renew();

    // Then
    Await.until(() -> read, all -> all.size() == 2);
    assertThat(read.get(1).get(0).document().title()).isEqualTo("Another");
  }

  @Test
  void keysAreWipedWhenTheLeaseEnds() {
    // Given: one lease, and none again
    centre.answer(
        call -> centre.calls().size() == 1 ? answer(6, Club.yaml("club")) : new Answer(503, "{}"));
    keeper.renew();
    LeasedRing ring = held().ring("club").orElseThrow();
    VersionedToken token = ring.pseudonym("device", "TEXT", "d-1");

    // When
    Await.until(keeper::lease, Optional::isEmpty);

    // Then
    assertThat(token.version()).isEqualTo(1);
    assertThatThrownBy(
            () -> Await.until(() -> ring.pseudonym("device", "TEXT", "d-1"), any -> false))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 409})
  void leaseThatIsTakenAwayEndsAtOnce(int status) {
    // Given: a long one
    centre.answer(
        call ->
            centre.calls().size() == 1 ? answer(600, Club.yaml("club")) : new Answer(status, "{}"));
    keeper.renew();
    LeasedRing ring = held().ring("club").orElseThrow();

    // When
    keeper.renew();

    // Then
    Await.until(keeper::lease, Optional::isEmpty);
    assertThatThrownBy(() -> ring.pseudonym("device", "TEXT", "d-1"))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 500, 503})
  void leaseStaysWhereTheCentreFails(int status) {
    // Given
    centre.answer(
        call ->
            centre.calls().size() == 1 ? answer(600, Club.yaml("club")) : new Answer(status, "{}"));
    keeper.renew();
    HeldLease first = held();

    // When: it is asked once more after the failure
    keeper.renew();
    Await.until(centre::calls, calls -> calls.size() > 2);

    // Then
    assertThat(keeper.lease()).containsSame(first);
  }

  @Test
  void documentThatCannotBeReadTakesNoOtherAway() {
    // Given
    List<LeasedPolicy> policies =
        List.of(policy("club", Club.yaml("club")), policy("newer", "methods: [unheard-of]"));
    centre.answer(call -> answer(lease(3, policies)));

    // When
    keeper.renew();
    HeldLease first = held();
    Await.until(keeper::lease, lease -> lease.filter(one -> one != first).isPresent());

    // Then
    assertThat(read).hasSize(1);
    assertThat(read.get(0)).extracting(PolicyVersion::policy).containsExactly("club");
    assertThat(registry.get("lethe.sidecar.policies.unreadable").gauge().value()).isEqualTo(1);
  }

  /** Neither a newer document nor a lease without it is a reason to keep what was refused. */
  @Test
  void policyThatCannotBeReadResidesWhereItDidBefore() {
    // Given
    LeasedPolicies policies = new LeasedPolicies(versions -> {}, new Calendars(), version -> false);
    policies.use(lease(3, List.of(policy("club", Club.yaml("club")))));

    // When
    policies.use(
        lease(3, List.of(policy("club", "methods: [unheard-of]"), policy("newer", "methods: []"))));
    policies.use(lease(3, List.of()));

    // Then
    assertThat(policies.resides("club")).isFalse();
    assertThat(policies.resides("newer")).isFalse();
    assertThat(policies.resides("never-leased")).isTrue();
  }

  @Test
  void policiesThatWereNotTakenAreOfferedAgain() {
    // Given
    refusing.set(true);
    centre.answer(call -> answer(30, Club.yaml("club")));

    // When
    keeper.renew();

    // Then
    assertThat(held().ring("club")).isPresent();
    assertThat(read).hasSize(2);
  }

  @Test
  void centreThatLeasesNothingIsAskedAgain() {
    // Given
    centre.answer(
        call ->
            switch (centre.calls().size()) {
              case 1 -> new Answer(503, "{}");
              case 2 -> new Answer(200, "{\"policies\":7}");
              default -> answer(30, Club.yaml("club"));
            });

    // When
    keeper.renew();

    // Then
    assertThat(held().ring("club")).isPresent();
  }

  @Test
  void leaseShowsNoKey() {
    // When
    LeaseView lease = lease(3, Club.yaml("club"));

    // Then
    assertThat(lease.toString() + lease.policies() + lease.policies().get(0).pseudonyms())
        .doesNotContain("[B@")
        .contains("policy=club");
  }
}
