package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A record that was read under a version which another retires before it is stored. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class ReceiptEpochResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  @Test
  void recordIsProtectedByTheVersionThatIsActiveWhenItIsStored() throws Exception {
    // Given a record that is read under the first version, and waits for its data key
    Instant collected = LETHE.now().minus(Duration.ofDays(40));
    Shop shop = Shop.fresh();
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P20D", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    try (Contention contention = new Contention(LETHE)) {
      Contention.Lock keys = contention.lock("lethe_key.subject_key", "SHARE");
      CompletableFuture<UUID> received =
          contention.call(() -> LETHE.accepted(shop.record("between", collected.toString())));
      contention.awaitWaiting("%subject_key%");

      // When a version comes to be active that keeps it for longer, and this replica knows of it
      shop.saved("anna", shop.yaml("", Shop.rule("collected", "P90D", "destroy")));
      shop.post("anna", 2, "activate").statusCode(200);
      keys.release();
      UUID record = received.join();

      // Then the terms before do not destroy what came after them
      assertThat(LETHE.record(record).extract().<Integer>path("policyVersion")).isEqualTo(2);
      assertThat(Instant.parse(LETHE.explanation(record).getString("dueAt")))
          .isAfter(collected.plus(Duration.ofDays(89)));
      assertThat(LETHE.run(Map.of("policy", shop.policy())).getInt("destroyed")).isZero();
      assertThat(LETHE.state(record)).isEqualTo("ACTIVE");
    }
  }
}
