package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginConverterTest {

  @Test
  void addressIsAName() {
    assertThat(new OriginConverter().convert(" lethe.example.org/ledger "))
        .isEqualTo("lethe.example.org/ledger");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a b", "a+b", "a\nb", "a\u00a0b"})
  void whatNoSignatureCanBeMadeUnderIsRefused(String name) {
    assertThatThrownBy(() -> new OriginConverter().convert(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lethe.ledger.origin");
  }
}
