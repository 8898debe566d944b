package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private static final Instant NOW = Instant.parse("2026-04-10T12:00:00Z");

  @Test
  void whatFailsAgainAndAgainRestsEverLonger() {
    // Given
    Retries retries = new Retries(Duration.ofSeconds(1), Duration.ofMinutes(10));
    UUID id = UUID.randomUUID();

    // When
    Instant first = retries.failed(id, NOW);
    Instant second = retries.failed(id, NOW);
    Instant last = second;
    for (int i = 0; i < 100; i++) {
      last = retries.failed(id, NOW);
    }

    // Then
    assertThat(first).isEqualTo(NOW.plusSeconds(1));
    assertThat(second).isEqualTo(NOW.plusSeconds(2));
    assertThat(last).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    assertThat(retries.resting(NOW)).containsExactly(id);
    assertThat(retries.resting(last)).isEmpty();
    retries.succeeded(id);
    assertThat(retries.resting(NOW)).isEmpty();
  }
}
