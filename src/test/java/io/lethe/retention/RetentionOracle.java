package io.lethe.retention;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What sens/mandatory and mst_software/account make of records, worked out with {@code java.time}
 * alone, one record after the other, from the words of the two policies.
 */
final class RetentionOracle {

  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

  /** What became of a record. */
  enum Fate {
    WHOLE,
    DEPERSONALIZED,
    DESTROYED
  }

  /** A person under one policy, as the events leave it. */
  static final class Person {
    final boolean sens;
    final String reference;
    final List<Kept> records = new ArrayList<>();
    private final Map<Instant, Integer> deletions = new HashMap<>();
    private Instant lastActivity;
    private int firstActivity;
    private Instant gone;

    Person(boolean sens, String reference) {
      this.sens = sens;
      this.reference = reference;
    }

    /** Whether an event of this person is accepted. */
    boolean known() {
      return records.stream().anyMatch(record -> record.fate == Fate.WHOLE);
    }

    /** Whether a record is received that says it was collected then, or does not say when. */
    boolean receives(Instant collectedAt, boolean said) {
      return gone == null || said && collectedAt.isAfter(gone);
    }

    Kept received(Instant collectedAt, boolean said, int step) {
      Kept record = new Kept(collectedAt, said, step);
      records.add(record);
      return record;
    }

    void active(Instant at, int step) {
      firstActivity = lastActivity == null ? step : firstActivity;
      lastActivity = lastActivity == null || at.isAfter(lastActivity) ? at : lastActivity;
    }

    void deleted(Instant at, int step) {
      deletions.putIfAbsent(at, step);
    }
  }

  /**
   * A record; the step is the number of the request that brought it. One that did not say when it
   * was collected was on receipt.
   */
  static final class Kept {
    final Instant collectedAt;
    final boolean said;
    final int step;
    Fate fate = Fate.WHOLE;

    private Kept(Instant collectedAt, boolean said, int step) {
      this.collectedAt = collectedAt;
      this.said = said;
      this.step = step;
    }
  }

  private final List<Person> people;
  private final TreeMap<LocalDate, Long> left = new TreeMap<>();
  private long swept;

  RetentionOracle(List<Person> people) {
    this.people = people;
  }

  /** A run at this instant. */
  void run(Instant at) {
    for (Person person : people) {
      boolean acted = false;
      for (Kept record : person.records) {
        if (record.fate == Fate.WHOLE && due(person, record, at)) {
          record.fate = person.sens ? Fate.DEPERSONALIZED : Fate.DESTROYED;
          acted = true;
          if (person.sens) {
            left.merge(monday(person, record, at), 1L, Long::sum);
          }
        }
      }
      if (acted && !person.known()) {
        person.gone = at;
        person.deletions.clear();
        person.lastActivity = null;
      }
    }
    var passed = left.headMap(LocalDate.ofInstant(at, MOSCOW), true);
    swept += passed.values().stream().mapToLong(Long::longValue).sum();
    passed.clear();
  }

  /** Depersonalized rows by the Monday on which they go. */
  Map<LocalDate, Long> left() {
    return left;
  }

  /** Depersonalized rows that have gone. */
  long swept() {
    return swept;
  }

  private static boolean due(Person person, Kept record, Instant now) {
    Instant term = person.sens ? activity(person, record) : record.collectedAt;
    Instant after = term == null ? null : dayAfter(term, person.sens ? 1 : 6);
    return Stream.of(after, deletion(person, record))
        .filter(Objects::nonNull)
        .anyMatch(due -> !due.isAfter(now));
  }

  private static LocalDate monday(Person person, Kept record, Instant now) {
    Instant activity = activity(person, record);
    LocalDate fromNow = LocalDate.ofInstant(now, MOSCOW).plusYears(5).plusDays(1);
    LocalDate fromUse =
        activity == null ? fromNow : LocalDate.ofInstant(activity, MOSCOW).plusYears(5).plusDays(1);
    return (fromUse.isBefore(fromNow) ? fromUse : fromNow)
        .with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
  }

  /** A silent record that was here before the first activity goes by the activity alone. */
  private static Instant activity(Person person, Kept record) {
    if (person.lastActivity == null || !record.said && record.step < person.firstActivity) {
      return person.lastActivity;
    }
    return later(person.lastActivity, record.collectedAt);
  }

  /** The first deletion that is not older than the record, or was told of a silent record. */
  private static Instant deletion(Person person, Kept record) {
    return person.deletions.entrySet().stream()
        .filter(
            told ->
                !told.getKey().isBefore(record.collectedAt)
                    || !record.said && told.getValue() > record.step)
        .map(Map.Entry::getKey)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant dayAfter(Instant start, int years) {
    return LocalDate.ofInstant(start, MOSCOW)
        .plusYears(years)
        .plusDays(1)
        .atStartOfDay(MOSCOW)
        .toInstant();
  }
}
