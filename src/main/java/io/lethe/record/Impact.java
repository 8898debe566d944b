package io.lethe.record;

import io.lethe.problem.Violation;
import io.lethe.record.FactRows.Group;
import io.lethe.subject.RetentionClock.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a version would do to the records that are there, were it activated at {@code at}. Holds and
 * blocks keep what they keep all the same.
 *
 * @param over the active version, or null when there is none
 * @param stricter all that a second person has to approve
 */
record Impact(
    String policy,
    int version,
    @Nullable Integer over,
    Instant at,
    List<Violation> stricter,
    List<OfCategory> categories) {

  /**
   * The records of a category, each counted once.
   *
   * @param dueNow become due at once
   * @param shortened become due earlier, or at all, and not yet
   * @param extended become due later, or not at all
   * @param otherAction are due as before, and then another action follows
   * @param unchanged are due as before, or have expired already
   */
  @Schema(name = "CategoryImpact")
  record OfCategory(
      String category,
      long records,
      long dueNow,
      long shortened,
      long extended,
      long otherAction,
      long unchanged,
      Examples examples) {

    /** Nothing changes for these records. */
    static OfCategory same(String category, long records) {
      return new OfCategory(
          category, records, 0, 0, 0, 0, records, new Examples(List.of(), List.of(), List.of()));
    }
  }

  /** Ids of some records, at most five each. */
  @Schema(name = "ImpactExamples")
  record Examples(List<UUID> dueNow, List<UUID> shortened, List<UUID> extended) {}

  /**
   * Counts the records of a category.
   *
   * <p><b>Thread safety</b>: none.
   */
  static final class Count {

    private static final int EXAMPLES = 5;

    private final Instant at;
    private final List<UUID> dueNow = new ArrayList<>();
    private final List<UUID> shortened = new ArrayList<>();
    private final List<UUID> extended = new ArrayList<>();
    private long nowDue;
    private long earlier;
    private long later;
    private long otherwise;
    private long same;

    Count(Instant at) {
      this.at = at;
    }

    /** Adds records that are due as {@code before} says, and would be as {@code after} says. */
    void add(Group group, Optional<Reading> before, Optional<Reading> after) {
      Instant was = due(before);
      Instant is = due(after);
      if (is.equals(was)) {
        boolean action =
            before.map(one -> one.rule().then()).equals(after.map(one -> one.rule().then()));
        same += action ? group.records() : 0;
        otherwise += action ? 0 : group.records();
      } else if (!is.isAfter(at)) {
        nowDue += group.records();
        example(dueNow, group);
      } else if (is.isBefore(was)) {
        earlier += group.records();
        example(shortened, group);
      } else {
        later += group.records();
        example(extended, group);
      }
    }

    private static Instant due(Optional<Reading> reading) {
      return reading.map(Reading::dueAt).orElse(Instant.MAX);
    }

    private static void example(List<UUID> examples, Group group) {
      group.examples().stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
    }

    OfCategory of(String category) {
      return new OfCategory(
          category,
          nowDue + earlier + later + otherwise + same,
          nowDue,
          earlier,
          later,
          otherwise,
          same,
          new Examples(dueNow, shortened, extended));
    }
  }
}
