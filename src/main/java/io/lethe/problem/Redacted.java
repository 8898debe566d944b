package io.lethe.problem;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * An exception's classes and frames without the messages that may repeat data.
 *
 * <p><b>Guarantee</b>: keeps the messages of Lethe, of configuration and of those database states
 * that speak of connections and statements; drops all others, because a database's message and
 * detail repeat the row, and a parser's the input.
 */
public final class Redacted extends Exception {

  private static final long serialVersionUID = 1L;

  /** Connection, authorization, missing database, resources, intervention; syntax and names. */
  private static final Set<String> SAFE_STATES = Set.of("08", "28", "3D", "42", "53", "57");

  private Redacted(String message) {
    super(message);
  }

  /** What may be logged of an exception, and of its causes. */
  public static Redacted of(Throwable thrown) {
    return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static Redacted of(Throwable thrown, Set<Throwable> seen) {
    seen.add(thrown);
    Redacted redacted = new Redacted(thrown.getClass().getName() + told(thrown));
    redacted.setStackTrace(thrown.getStackTrace());
    Throwable cause = thrown.getCause();
    if (cause != null && !seen.contains(cause)) {
      redacted.initCause(of(cause, seen));
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!seen.contains(suppressed)) {
        redacted.addSuppressed(of(suppressed, seen));
      }
    }
    return redacted;
  }

  private static String told(Throwable thrown) {
    Optional<String> state = sqlState(thrown);
    String known = state.map(value -> " [SQLSTATE " + value + "]").orElse("");
    boolean safe = state.map(Redacted::isSafe).orElseGet(() -> isSafe(thrown));
    return known + (safe && thrown.getMessage() != null ? ": " + thrown.getMessage() : "");
  }

  private static Optional<String> sqlState(Throwable thrown) {
    if (thrown instanceof SQLException sql) {
      return Optional.ofNullable(sql.getSQLState());
    }
    return thrown instanceof PgException pg
        ? Optional.ofNullable(pg.getSqlState())
        : Optional.empty();
  }

  private static boolean isSafe(String state) {
    return state.length() == 5 && SAFE_STATES.contains(state.substring(0, 2));
  }

  private static boolean isSafe(Throwable thrown) {
    String type = thrown.getClass().getName();
    return type.startsWith("io.lethe.")
        || type.startsWith("io.smallrye.config.")
        || type.startsWith("io.quarkus.")
        || type.startsWith("java.net.")
        || thrown instanceof NullPointerException
        || thrown instanceof ClassCastException;
  }

  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
