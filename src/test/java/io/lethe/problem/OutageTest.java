package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutageTest {

  static Stream<Throwable> outages() {
    return Stream.of(
        ClosedConnectionException.INSTANCE,
        new ConnectException("refused"),
        new SocketException("Connection reset"),
        new ClosedChannelException(),
        state("57P01"),
        state("57P02"),
        state("57P03"),
        new SQLException("gone", "08006"),
        new IllegalStateException(new RuntimeException(state("57P03"))));
  }

  static Stream<Throwable> refusals() {
    return Stream.of(
        state("23505"),
        state("57014"),
        state("25P04"),
        new PgException("no state", "ERROR", null, null),
        new IOException("a file"),
        new IllegalStateException(),
        new IllegalStateException(new ServiceException(ErrorCode.KEY_UNAVAILABLE, "known")));
  }

  private static PgException state(String sqlState) {
    return new PgException("said", "FATAL", sqlState, null);
  }

  @ParameterizedTest
  @MethodSource("outages")
  void databaseThatHasGoneAwayIsAnOutage(Throwable thrown) {
    assertThat(Outage.is(thrown)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void databaseThatRefusesIsNone(Throwable thrown) {
    assertThat(Outage.is(thrown)).isFalse();
  }
}
