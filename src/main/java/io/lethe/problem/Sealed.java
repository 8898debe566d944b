package io.lethe.problem;

import io.vertx.pgclient.PgException;

/** Tells what a sealed database has refused. */
public final class Sealed {

  /** As {@code gate_check} raises it. */
  static final String STATE = "LT001";

  private Sealed() {}

  /** Whether an exception, or what has caused it, says so. */
  public static boolean is(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(cause -> cause instanceof PgException pg && STATE.equals(pg.getSqlState()));
  }
}
