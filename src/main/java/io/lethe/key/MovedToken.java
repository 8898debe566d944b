package io.lethe.key;

import io.lethe.crypto.VersionedToken;
import io.lethe.problem.ServiceException;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Optional;

/** A row with a token, the token, and the same of the active version. */
public record MovedToken(Row row, VersionedToken was, VersionedToken now) {

  /**
   * Of a row with {@code version} and {@code token}; empty where that is no token or its key is
   * gone.
   */
  public static Optional<MovedToken> of(PolicyKeys keys, RingPurpose purpose, Row row) {
    try {
      VersionedToken was =
          new VersionedToken(row.getInteger("version"), row.getBuffer("token").getBytes());
      return Optional.of(new MovedToken(row, was, keys.upgrade(purpose, was)));
    } catch (IllegalArgumentException | ServiceException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "MovedToken[was=" + was + ", now=" + now + "]";
  }
}
