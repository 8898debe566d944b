package io.lethe.retention;

import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyEpochs;
import io.lethe.retention.SweepStore.Late;
import io.lethe.retention.SweepStore.Swept;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.Clocks;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.SubjectStore;
import io.lethe.subject.Timeline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Compares stored due dates with what the facts say, and lowers those that are later. */
@ApplicationScoped
class DueDates {

  private final PolicyEpochs epochs;
  private final SweepStore store;
  private final SubjectStore subjects;
  private final Clocks clocks;
  private final LedgerStore ledger;
  private final Clock clock;

  DueDates(
      PolicyEpochs epochs,
      SweepStore store,
      SubjectStore subjects,
      Clocks clocks,
      LedgerStore ledger,
      Clock clock) {
    this.epochs = epochs;
    this.store = store;
    this.subjects = subjects;
    this.clocks = clocks;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Lowers what is late of records that were read without a lock.
   *
   * <p><b>Errors</b>: {@code StalePolicy}, which {@link PolicyEpochs#current} answers.
   *
   * @return how many records were lowered, by category
   */
  Uni<Map<CategoryRef, Long>> correct(SqlConnection tx, List<Swept> rows) {
    return late(tx, rows)
        .chain(
            suspects -> suspects.isEmpty() ? Uni.createFrom().item(Map.of()) : lower(tx, suspects));
  }

  /** The records whose stored due date is later than their facts say. */
  private Uni<List<Late>> late(SqlConnection tx, List<Swept> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Instant now = clock.instant();
    return subjects
        .events(tx, rows.stream().map(Swept::subject).distinct().toList())
        .map(
            events -> {
              List<Late> late = new ArrayList<>();
              for (Swept one : rows) {
                late(one, events, now).ifPresent(late::add);
              }
              return late;
            });
  }

  private Optional<Late> late(Swept one, Map<UUID, List<ClockFacts.Event>> events, Instant now) {
    ClockFacts facts = one.facts().with(events.getOrDefault(one.subject(), List.of()));
    Timeline timeline =
        clocks.of(one.category().policy(), one.version(), one.category().category());
    Instant stored = one.dueAt();
    return timeline
        .due(facts)
        .map(Reading::dueAt)
        .filter(due -> stored == null || stored.isAfter(due))
        .map(due -> new Late(one, Optional.ofNullable(timeline.notBefore(facts, now)).orElse(due)));
  }

  /**
   * Lowers what is late under the locks of whoever writes a due date: the epochs of the policies,
   * then the subjects. What an activation has made late is the recomputation's to lower.
   */
  private Uni<Map<CategoryRef, Long>> lower(SqlConnection tx, List<Late> suspects) {
    Set<String> policies =
        suspects.stream()
            .map(one -> one.row().category().policy())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<UUID> owners =
        suspects.stream().map(one -> one.row().subject()).collect(Collectors.toSet());
    return Rounds.each(policies, policy -> epochs.hold(tx, policy))
        .chain(() -> store.recomputing(tx))
        .chain(
            recomputing ->
                subjects
                    .lock(tx, owners)
                    .chain(() -> store.rows(tx, suspects.stream().map(Late::id).toList()))
                    .map(
                        rows ->
                            rows.stream()
                                .filter(row -> !recomputing.contains(row.category().policy()))
                                .toList()))
        .chain(rows -> late(tx, rows))
        .chain(late -> store.lower(tx, late))
        .call(lowered -> Rounds.each(lowered.entrySet(), one -> log(tx, one)));
  }

  private Uni<Void> log(SqlConnection tx, Map.Entry<CategoryRef, Long> lowered) {
    return ledger.append(
        tx,
        "retention.sweep-found",
        now(),
        Map.of(
            "policy", lowered.getKey().policy(),
            "category", lowered.getKey().category(),
            "records", lowered.getValue()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
