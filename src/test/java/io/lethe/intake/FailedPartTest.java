package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailedPartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(state("57P01"), ErrorCode.UNAVAILABLE),
        Arguments.of(state("57P02"), ErrorCode.UNAVAILABLE),
        Arguments.of(state("57P03"), ErrorCode.UNAVAILABLE),
        Arguments.of(ClosedConnectionException.INSTANCE, ErrorCode.UNAVAILABLE),
        Arguments.of(new IOException("gone"), ErrorCode.UNAVAILABLE),
        Arguments.of(state("LT001"), ErrorCode.DATABASE_SEALED),
        Arguments.of(state("23505"), ErrorCode.INTERNAL),
        Arguments.of(new IllegalStateException(), ErrorCode.INTERNAL),
        Arguments.of(
            new ServiceException(ErrorCode.KEY_UNAVAILABLE, "known"), ErrorCode.KEY_UNAVAILABLE));
  }

  private static PgException state(String sqlState) {
    return new PgException("said", "FATAL", sqlState, null);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void itemsOfThePartAreRefusedForWhatHasFailedIt(Throwable failure, ErrorCode code) {
    // Given
    Outcome[] outcomes = new Outcome[3];

    // When
    FailedPart.alone(Uni.createFrom().failure(failure), outcomes, List.of(0, 2))
        .await()
        .atMost(PATIENCE);

    // Then
    Outcome refusal = Outcome.rejected(code, "");
    assertThat(outcomes).containsExactly(refusal, null, refusal);
  }
}
