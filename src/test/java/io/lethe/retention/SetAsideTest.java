package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;

/** Which failures are of a record. */
class SetAsideTest {

  private static PgException violates(String constraint) {
    return new PgException(
        "duplicate key",
        "ERROR",
        "23505",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        constraint);
  }

  @Test
  void violatedConstraintIsOfARow() {
    assertThat(SetAside.ofRows(violates("erasure_pkey"))).isTrue();
  }

  @Test
  void tombstoneThatARotationHasPutMeanwhileIsOfNoRow() {
    assertThat(SetAside.ofRows(violates("tombstone_pkey"))).isFalse();
  }

  @Test
  void lostConnectionIsOfNoRow() {
    assertThat(SetAside.ofRows(new PgException("gone", "FATAL", "57P01", null))).isFalse();
  }
}
