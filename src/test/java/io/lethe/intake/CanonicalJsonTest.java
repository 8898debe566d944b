package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  private static String text(String json) {
    try {
      return CanonicalJson.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void orderOfNamesSaysNothing() {
    assertThat(text("{\"b\":{\"d\":1,\"c\":[{\"y\":2,\"x\":3}]},\"a\":null}"))
        .isEqualTo(text("{\"a\":null,\"b\":{\"c\":[{\"x\":3,\"y\":2}],\"d\":1}}"));
  }

  @Test
  void orderOfElementsAndTypesOfValuesDo() {
    assertThat(text("[1,2]")).isNotEqualTo(text("[2,1]"));
    assertThat(text("\"1\"")).isNotEqualTo(text("1"));
    assertThat(text("{\"a\":\"b,\"}")).isNotEqualTo(text("{\"a\":\"b\"}"));
    assertThat(text("[[],1]")).isNotEqualTo(text("[[1]]"));
  }
}
