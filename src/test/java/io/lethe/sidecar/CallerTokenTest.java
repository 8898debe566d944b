package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTokenTest {

  private static final String FIRST = "a token of thirty-two characters";
  private static final String SECOND = "another token of more characters";

  @TempDir Path directory;

  private Path write(String token) throws IOException {
    return Files.writeString(directory.resolve("token"), token + "\n");
  }

  @Test
  void nobodyIsAskedWhereNoneIsSet() {
    assertThatCode(() -> CallerToken.open(Optional.empty()).require(null))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Bearer", "Bearer ", FIRST, "Bearer " + SECOND, "Basic " + FIRST})
  void callWithoutItIsRefused(String authorization) throws IOException {
    // Given
    CallerToken token = CallerToken.open(Optional.of(write(FIRST)));

    // When, Then
    assertThatThrownBy(() -> token.require(authorization))
        .satisfies(Problems.carries(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void tokenThatIsReplacedIsTakenAtOnce() throws IOException {
    // Given
    CallerToken token = CallerToken.open(Optional.of(write(FIRST)));
    token.require("Bearer " + FIRST);

    // When
    write(SECOND);

    // Then
    token.require("Bearer " + SECOND);
    assertThatThrownBy(() -> token.require("Bearer " + FIRST))
        .satisfies(Problems.carries(ErrorCode.UNAUTHENTICATED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short"})
  void startIsRefusedWithoutAToken(String token) throws IOException {
    // Given
    Path file = write(token);
    Path none = directory.resolve("none");

    // When, Then
    assertThatThrownBy(() -> CallerToken.open(Optional.of(file)))
        .satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
    assertThatThrownBy(() -> CallerToken.open(Optional.of(none)))
        .satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
  }
}
