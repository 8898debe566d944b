package io.lethe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100_000})
  void endsAfterAsManyRoundsAsThereAre(int rounds) {
    // When
    int seen =
        Rounds.of(0, n -> Uni.createFrom().item(n + 1), n -> n < rounds).await().atMost(PATIENCE);

    // Then
    assertThat(seen).isEqualTo(rounds);
  }

  @Test
  void everySubscriptionBeginsAnew() {
    // Given
    Uni<Integer> rounds = Rounds.of(0, n -> Uni.createFrom().item(n + 1), n -> n < 3);

    // When, Then
    assertThat(rounds.await().atMost(PATIENCE)).isEqualTo(3);
    assertThat(rounds.await().atMost(PATIENCE)).isEqualTo(3);
  }

  @Test
  void failureOfARoundEndsIt() {
    // Given
    Uni<Integer> rounds =
        Rounds.of(
            0,
            n ->
                n == 5
                    ? Uni.createFrom().failure(new IllegalStateException("round 5"))
                    : Uni.createFrom().item(n + 1),
            n -> true);

    // When, Then
    assertThatThrownBy(() -> rounds.await().atMost(PATIENCE)).hasMessage("round 5");
  }

  @Test
  void everyItemWaitsForTheOneBefore() {
    // Given
    List<String> seen = new ArrayList<>();

    // When
    Rounds.each(
            List.of(1, 2, 3),
            n -> {
              seen.add(n + " begins");
              return Uni.createFrom()
                  .item(n)
                  .onItem()
                  .delayIt()
                  .by(Duration.ofMillis(1))
                  .invoke(() -> seen.add(n + " ends"));
            })
        .await()
        .atMost(PATIENCE);

    // Then
    assertThat(seen)
        .containsExactly("1 begins", "1 ends", "2 begins", "2 ends", "3 begins", "3 ends");
  }

  @Test
  void failureOfAnItemLeavesTheOnesAfterIt() {
    // Given
    List<Integer> seen = new ArrayList<>();
    Uni<Void> each =
        Rounds.each(
            List.of(1, 2, 3),
            n -> {
              seen.add(n);
              return n == 2
                  ? Uni.createFrom().failure(new IllegalStateException("item 2"))
                  : Uni.createFrom().voidItem();
            });

    // When, Then
    assertThatThrownBy(() -> each.await().atMost(PATIENCE)).hasMessage("item 2");
    assertThat(seen).containsExactly(1, 2);
  }
}
