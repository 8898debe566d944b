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
import java.util.TreeMap;

/**
 * The working-day calendars by name: those that come with the service, with the years and countries
 * that the operator has added.
 *
 * <p><b>Thread safety</b>: read from any thread; replaced as a whole.
 *
 * <p><b>Source</b>: the decrees named at the head of each table in {@code calendars/}.
 */
@Singleton
public final class Calendars {

  private static final Map<String, String> BUILT_IN = Map.of("ru", "/calendars/ru.csv");

  private final Map<String, WorkingDayTable> builtIn;
  private volatile State state;

  /** The calendars that come with the service. */
  public Calendars() {
    Map<String, WorkingDayTable> loaded = new TreeMap<>();
    BUILT_IN.forEach((name, resource) -> loaded.put(name, load(resource)));
    this.builtIn = Map.copyOf(loaded);
    this.state = new State(0, builtIn);
  }

  /** The calendar of this name. */
  public Optional<WorkingDays> find(String name) {
    return table(name).map(table -> table);
  }

  /** The same, with its years. */
  public Optional<WorkingDayTable> table(String name) {
    return Optional.ofNullable(state.byName().get(name));
  }

  /** The names of all calendars. */
  public Set<String> names() {
    return state.byName().keySet();
  }

  /** How many tables have been added; with each, terms in working days may end on other days. */
  public int epoch() {
    return state.epoch();
  }

  /**
   * Replaces what has been added.
   *
   * @param added in the order in which they took effect: of a year, the last one counts
   */
  public synchronized void replace(List<Added> added) {
    if (added.size() >= state.epoch()) {
      state = new State(added.size(), with(added));
    }
  }

  /** All tables with what has been added to those that come with the service. */
  public Map<String, WorkingDayTable> with(List<Added> added) {
    Map<String, WorkingDayTable> all = new TreeMap<>(builtIn);
    added.forEach(one -> all.merge(one.name(), one.table(), WorkingDayTable::with));
    return Map.copyOf(all);
  }

  private static WorkingDayTable load(String resource) {
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

  /** Years that were added to a calendar, or a calendar. */
  public record Added(String name, WorkingDayTable table) {}

  private record State(int epoch, Map<String, WorkingDayTable> byName) {}
}
