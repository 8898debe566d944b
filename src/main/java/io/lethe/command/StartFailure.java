package io.lethe.command;

import io.lethe.problem.ServiceException;
import io.smallrye.config.ConfigValidationException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why it could not start or go on, in one line that names the setting to look at.
 *
 * <p><b>Guarantee</b>: has no message of the database, which may repeat a row.
 */
final class StartFailure {

  private static final Pattern KEY =
      Pattern.compile("(?<![\\w.-])(?:lethe|quarkus)\\.[\\w.\\-\\[\\]\"]*[\\w\\]\"]");

  private StartFailure() {}

  static String of(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable root = failure;
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      Optional<String> known = known(at);
      if (known.isPresent()) {
        return known.get();
      }
      root = at;
    }
    return "it failed with " + root.getClass().getSimpleName() + "; the log has more";
  }

  private static Optional<String> known(Throwable failure) {
    if (failure instanceof ServiceException service) {
      return Optional.of(String.valueOf(service.getMessage()));
    }
    if (failure instanceof ConfigValidationException
        || failure.getClass().getName().startsWith("io.smallrye.config.")
        || failure instanceof java.util.NoSuchElementException) {
      return Optional.of(settings(String.valueOf(failure.getMessage())));
    }
    return failure instanceof SQLException sql
        ? Optional.of(database(sql.getSQLState()))
        : Optional.empty();
  }

  private static String settings(String message) {
    String keys =
        KEY.matcher(message)
            .results()
            .map(found -> found.group())
            .distinct()
            .collect(Collectors.joining(", "));
    return "settings are missing or wrong: " + (keys.isEmpty() ? "the log has more" : keys);
  }

  private static String database(@Nullable String state) {
    String known = state == null ? "" : state;
    if (known.startsWith("08")) {
      return "the database of lethe.database.url cannot be reached";
    }
    if (known.startsWith("28")) {
      return "the database refuses lethe.database.username or lethe.database.password";
    }
    if (known.startsWith("3D")) {
      return "the database that lethe.database.url names is not there";
    }
    return "the database of lethe.database.url fails (SQLSTATE " + known + ")";
  }
}
