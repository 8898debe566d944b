package io.lethe.access;

import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Daily quotas of the oracles, over all replicas: whoever may ask for the token of a value could
 * try out all values.
 *
 * <p><b>Guarantee</b>: what is over the quota is refused whole and counts for nothing.
 */
@ApplicationScoped
public class Quotas {

  private final Database database;
  private final QuotasConfig config;
  private final Clock clock;

  Quotas(Database database, QuotasConfig config, Clock clock) {
    this.database = database;
    this.config = config;
    this.clock = clock;
  }

  /** What is counted. */
  public enum Oracle {
    COMPUTE,
    UPGRADE,
    SEARCH,
    REIDENTIFY
  }

  /**
   * Counts {@code times} uses of an oracle by a caller, and answers how many they are today.
   *
   * <p><b>Errors</b>: {@code QUOTA_EXCEEDED}.
   */
  public Uni<Long> take(Caller caller, Oracle oracle, int times) {
    long quota = quota(oracle);
    if (times > quota) {
      return Uni.createFrom().failure(exceeded(oracle, quota));
    }
    return database
        .data()
        .preparedQuery(
            """
            WITH old AS (DELETE FROM oracle_use WHERE day < $1::date - 30)
            INSERT INTO oracle_use AS u (day, caller, oracle, used) VALUES ($1, $2, $3, $4)
            ON CONFLICT (day, caller, oracle) DO UPDATE SET used = u.used + EXCLUDED.used
              WHERE u.used + EXCLUDED.used <= $5
            RETURNING used
            """)
        .execute(
            Tuple.of(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                caller.id(),
                oracle.name(),
                (long) times,
                quota))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw exceeded(oracle, quota);
              }
              return rows.iterator().next().getLong("used");
            });
  }

  private long quota(Oracle oracle) {
    return switch (oracle) {
      case COMPUTE -> config.compute();
      case UPGRADE -> config.upgrade();
      case SEARCH -> config.search();
      case REIDENTIFY -> config.reidentify();
    };
  }

  private static ServiceException exceeded(Oracle oracle, long quota) {
    String name = oracle.name().toLowerCase(Locale.ROOT);
    return new ServiceException(
        ErrorCode.QUOTA_EXCEEDED,
        "at most " + quota + " a day (UTC) for each caller; raise lethe.quotas." + name);
  }
}
