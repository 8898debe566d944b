package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.record.RecordStore.Stored;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.Clocks;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RestraintStore.InForce;
import io.lethe.subject.RestraintStore.Standing;
import io.lethe.subject.SubjectStore;
import io.lethe.subject.Timeline.Terms;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads the clocks behind stored records, and what restrains them. */
@ApplicationScoped
class ClockReader {

  private final Database database;
  private final SubjectStore subjects;
  private final RestraintStore restraints;
  private final Clocks clocks;
  private final Clock clock;

  ClockReader(
      Database database,
      SubjectStore subjects,
      RestraintStore restraints,
      Clocks clocks,
      Clock clock) {
    this.database = database;
    this.subjects = subjects;
    this.restraints = restraints;
    this.clocks = clocks;
    this.clock = clock;
  }

  /** Records of one policy in their order: a query for all events, and one per category. */
  Uni<List<Known>> read(List<Stored> stored) {
    List<UUID> of = stored.stream().map(one -> one.row().subject()).distinct().toList();
    return Uni.combine()
        .all()
        .unis(subjects.events(database.data(), of), inForce(stored, of))
        .asTuple()
        .map(
            both ->
                stored.stream()
                    .map(
                        one -> {
                          InForce inForce = both.getItem2().get(one.row().category());
                          return known(
                              one,
                              both.getItem1(),
                              inForce.of(one.row().subject(), one.row().id()));
                        })
                    .toList());
  }

  /** One record, with every hold and block behind it. */
  Uni<Known> readWhole(Stored stored) {
    RecordRow row = stored.row();
    return Uni.combine()
        .all()
        .unis(
            subjects.events(database.data(), List.of(row.subject())),
            restraints.standing(
                row.policy(), row.category(), row.subject(), row.id(), clock.instant()))
        .asTuple()
        .map(
            both -> {
              List<Standing> standing = both.getItem2();
              Optional<Restraint> counting =
                  standing.stream().map(Standing::kind).max(Comparator.naturalOrder());
              return known(stored, both.getItem1(), counting).with(standing);
            });
  }

  private Uni<Map<String, InForce>> inForce(List<Stored> stored, Collection<UUID> of) {
    Map<String, String> policies =
        stored.stream()
            .map(Stored::row)
            .collect(Collectors.toMap(RecordRow::category, RecordRow::policy, (a, b) -> a));
    Instant now = clock.instant();
    Map<String, InForce> found = new HashMap<>();
    return Multi.createFrom()
        .iterable(policies.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            one ->
                restraints
                    .inForce(database.data(), one.getValue(), one.getKey(), of, now)
                    .invoke(inForce -> found.put(one.getKey(), inForce)))
        .collect()
        .last()
        .replaceWith(found);
  }

  private Known known(
      Stored stored, Map<UUID, List<ClockFacts.Event>> events, Optional<Restraint> restraint) {
    RecordRow row = stored.row();
    ClockFacts facts =
        new ClockFacts(
            row.collectedAt(),
            row.receivedAt(),
            stored.activity(),
            events.getOrDefault(row.subject(), List.of()));
    return new Known(
        row,
        facts,
        clocks.of(row.policy(), row.policyVersion(), row.category()).read(facts),
        restraint,
        List.of());
  }

  /**
   * A record with its clocks read.
   *
   * @param facts that they were read by
   * @param terms that count for it
   * @param restraint the one that counts
   * @param standing all of them, where they were asked for
   */
  record Known(
      RecordRow row,
      ClockFacts facts,
      Terms terms,
      Optional<Restraint> restraint,
      List<Standing> standing) {

    private Known with(List<Standing> all) {
      return new Known(row, facts, terms, restraint, all);
    }
  }
}
