package io.lethe.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.crypto.SecretBytes;
import io.lethe.database.Database;
import io.lethe.key.KeyEncryptionKey;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GeneratedKeyEncryptionKeyResourceTest {

  private static final byte[] CONTEXT = "ring-1".getBytes(UTF_8);

  private final KeyEncryptionKey key;
  private final Database database;

  @Inject
  GeneratedKeyEncryptionKeyResourceTest(KeyEncryptionKey key, Database database) {
    this.key = key;
    this.database = database;
  }

  @Test
  void rotationGeneratesAVersionThatTheNextStartKnows() {
    // Given
    SecretBytes ring = SecretBytes.random(32);
    byte[] old = done(key.wrap(ring, CONTEXT));
    String before = done(key.newest());

    // When
    String newest = done(key.rotate());

    // Then
    KeyEncryptionKey nextStart = new GeneratedKeyEncryptionKey(database);
    assertThat(newest).isNotEqualTo(before).startsWith("lethe-");
    assertThat(done(nextStart.newest())).isEqualTo(newest);
    assertThat(nextStart.version(old)).isEqualTo(before);
    assertThat(done(nextStart.unwrap(old, CONTEXT))).isEqualTo(ring);
    byte[] moved = done(key.rewrap(old, CONTEXT));
    assertThat(key.version(moved)).isEqualTo(newest);
    assertThat(done(nextStart.unwrap(moved, CONTEXT))).isEqualTo(ring);
  }

  private static <T> T done(Uni<T> uni) {
    return uni.subscribeAsCompletionStage().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
