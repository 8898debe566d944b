package io.lethe.time;

import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The working-day calendars that come with the service, by name.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * <p><b>Source</b>: the decrees named at the head of each table in {@code calendars/}.
 */
@Singleton
public final class Calendars {

  private final Map<String, WorkingDays> byName = Map.of("ru", load("/calendars/ru.csv"));

  /** The calendar of this name. */
  public Optional<WorkingDays> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names of all calendars. */
  public Set<String> names() {
    return byName.keySet();
  }

  private static WorkingDays load(String resource) {
    try (InputStream stream = Calendars.class.getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(stream, resource), StandardCharsets.UTF_8))) {
      List<String> lines = reader.lines().toList();
      return WorkingDayTable.parse(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
