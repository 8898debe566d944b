package io.lethe.key;

import io.lethe.database.Ids;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

/**
 * How old data keys are, by the clock of the data's database; their ids say when they were made.
 *
 * <p><b>Guarantee</b>: a key that the data does not know when it is {@link #OLD} will never be
 * known to it. Whoever makes a key known asks here, in the same transaction: too old a one is
 * refused, and the database ends the transaction long before a young one is old, wherever its
 * replica hangs meanwhile.
 */
@ApplicationScoped
public class KeyAge {

  /** From then on nothing can come to use a key that nothing uses. */
  static final Duration OLD = Duration.ofDays(1);

  private static final Duration OLDEST_ADMITTED = Duration.ofHours(12);
  private static final Duration LONGEST_TRANSACTION = Duration.ofHours(1);

  private final TrustedTime time;
  private final Clock clock;

  KeyAge(TrustedTime time, Clock clock) {
    this.time = time;
    this.clock = clock;
  }

  /**
   * Lets a transaction make new keys known to the data.
   *
   * <p><b>Errors</b>: {@link StaleKeys} when one is too old; it is to be made anew.
   */
  public Uni<Void> admit(SqlConnection tx, Collection<UUID> made) {
    return tx.query(
            "SELECT set_config('transaction_timeout', '"
                + LONGEST_TRANSACTION.toMillis()
                + "', true)")
        .execute()
        .chain(() -> now(tx))
        .invoke(
            now -> {
              long oldest = now.minus(OLDEST_ADMITTED).toEpochMilli();
              if (made.stream().anyMatch(key -> Ids.millis(key) < oldest)) {
                throw new StaleKeys();
              }
            })
        .replaceWithVoid();
  }

  /** The time of the data's database; where the clock can be moved, that one alone counts. */
  Uni<Instant> now(SqlClient data) {
    return time.movable()
        ? Uni.createFrom().item(clock::instant)
        : data.query("SELECT clock_timestamp() AS now")
            .execute()
            .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
  }
}
