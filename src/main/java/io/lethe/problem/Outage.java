package io.lethe.problem;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that has gone away, or that nobody reaches, from one that has refused.
 *
 * <p><b>Warning</b>: whether it has done what it was asked for is not known.
 *
 * <p><b>Source</b>: PostgreSQL, appendix A.
 */
public final class Outage {

  private static final String OF_CONNECTIONS = "08";

  /** Shut down, crashed, not up yet; another one that nobody has compared with the export yet. */
  private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", Sealed.STATE);

  private Outage() {}

  /** Whether an exception, or what has caused it, says so. */
  public static boolean is(Throwable thrown) {
    return Causes.of(thrown)
        .takeWhile(cause -> !(cause instanceof ServiceException))
        .anyMatch(Outage::says);
  }

  private static boolean says(Throwable thrown) {
    if (thrown instanceof PgException pg) {
      return says(pg.getSqlState());
    }
    if (thrown instanceof SQLException sql) {
      return says(sql.getSQLState());
    }
    return thrown instanceof ClosedConnectionException
        || thrown instanceof SocketException
        || thrown instanceof ClosedChannelException;
  }

  private static boolean says(@Nullable String sqlState) {
    return Optional.ofNullable(sqlState)
        .filter(state -> state.startsWith(OF_CONNECTIONS) || STATES.contains(state))
        .isPresent();
  }
}
