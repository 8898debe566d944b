package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTermConverterTest {

  @Test
  void termIsTakenWithinItsBounds() {
    assertThat(new LeaseTermConverter().convert("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(new LeaseTermConverter().convert("1h")).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "9s", "61m", "30d"})
  void termBeyondItsBoundsIsRefused(String term) {
    assertThatThrownBy(() -> new LeaseTermConverter().convert(term))
        .hasMessage("lethe.leases.term is 10 seconds at least, an hour at most");
  }
}
