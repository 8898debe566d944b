package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class RedactedTest {

  private static final String MARKER = "marker-7f3a";

  @Test
  void foreignMessagesAreDroppedAndClassesAndFramesKept() {
    // Given
    Exception thrown =
        new IllegalStateException(MARKER, new PgException(MARKER, "ERROR", "23505", MARKER));
    thrown.addSuppressed(new IllegalArgumentException(MARKER));

    // When
    String logged = print(Redacted.of(thrown));

    // Then
    assertThat(logged)
        .doesNotContain(MARKER)
        .contains("java.lang.IllegalStateException")
        .contains("io.vertx.pgclient.PgException [SQLSTATE 23505]")
        .contains("java.lang.IllegalArgumentException")
        .contains("RedactedTest.foreignMessagesAreDroppedAndClassesAndFramesKept");
  }

  @Test
  void messagesOfConnectionsStatementsAndLetheAreKept() {
    // Given
    Exception refused = new SQLException("connection refused", "08001");
    Throwable own =
        new ServiceException(ErrorCode.CLOCK_SKEW, "they are PT3S apart").initCause(refused);

    // When
    String logged = print(Redacted.of(own));

    // Then
    assertThat(logged)
        .contains("they are PT3S apart")
        .contains("[SQLSTATE 08001]: connection refused");
  }

  @Test
  void circularCausesEnd() {
    // Given
    Exception first = new IllegalStateException("a");
    Exception second = new IllegalStateException("b", first);
    first.initCause(second);

    // When
    String logged = print(Redacted.of(first));

    // Then
    assertThat(logged).contains("java.lang.IllegalStateException");
  }

  @Test
  void logFilterRedactsWhatAnyoneThrows() {
    // Given
    LogRecord line = new LogRecord(Level.SEVERE, "failed");
    line.setThrown(new IllegalStateException(MARKER));

    // When
    boolean logged = new ThrownMessages().isLoggable(line);

    // Then
    assertThat(logged).isTrue();
    assertThat(print(line.getThrown())).doesNotContain(MARKER).contains("IllegalStateException");
  }

  private static String print(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
