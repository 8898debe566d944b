package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A Vault of each test's own, and keys that connect to it. */
abstract class VaultTests {

  private static Vertx vertx;

  final VaultDouble vault = new VaultDouble();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.closeAndAwait();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  /**
   * Connects to the Vault.
   *
   * @param settings by their names under {@code lethe.keys.}
   */
  final KeyEncryptionKey connect(Map<String, String> settings, Clock clock) {
    Map<String, String> all = new HashMap<>();
    all.put("provider", "vault");
    all.put("vault.address", vault.address());
    all.putAll(settings);
    return VaultKeyEncryptionKey.connect(KeySettings.of(all).vault(), vertx, clock);
  }

  /** It fails with {@code KEY_UNAVAILABLE}, and shows nothing that is secret. */
  static AbstractThrowableAssert<?, ? extends Throwable> assertUnavailable(Uni<?> uni) {
    return assertThatThrownBy(() -> done(uni))
        .satisfies(Problems.carries(ErrorCode.KEY_UNAVAILABLE))
        .hasMessageNotContaining("marker");
  }

  static <T> T done(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
