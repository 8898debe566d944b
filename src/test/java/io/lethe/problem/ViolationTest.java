package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViolationTest {

  private static final String LONGEST =
      "a234567890123456789012345678901234567890123456789012345678901234";

  private static String path(String parent, String name) {
    return Violation.undeclared(parent, name, 2, ErrorCode.FIELD_NOT_DECLARED).path();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "card_number", "line_2", "a123", "x_1_2_3"})
  void nameThatLooksLikeAnIdentifierIsTold(String name) {
    assertThat(path("fields", name)).isEqualTo("fields." + name);
    assertThat(path("", name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Anna",
        "anna@example.org",
        "anna-k",
        "anna k",
        "анна",
        "_a",
        "7a",
        "a1234",
        "p_79161234567",
        "a\n",
        "\u0661",
        LONGEST + "x"
      })
  void nameThatMayBeAValueIsGivenByItsPosition(String name) {
    assertThat(path("fields", name)).isEqualTo("fields[2]");
    assertThat(path("", name)).isEqualTo("[2]");
  }
}
