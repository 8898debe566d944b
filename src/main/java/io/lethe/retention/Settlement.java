package io.lethe.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.act.ActService;
import io.lethe.act.ActService.Left;
import io.lethe.act.KeptStore;
import io.lethe.database.Rounds;
import io.lethe.key.KeyErasures;
import io.lethe.problem.Redacted;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.subject.Burial;
import io.lethe.subject.DisclosureStore;
import io.lethe.subject.TaskService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What comes after a run's last batch: its data keys are destroyed and its acts are written.
 *
 * <p><b>Guarantee</b>: acts are written only when no batch of the run can commit any more, so that
 * an act and its event log always agree; a run that failed or was cancelled gets its acts too.
 */
@ApplicationScoped
class Settlement {

  private static final Logger LOG = Logger.getLogger(Settlement.class);
  private static final TypeReference<Map<String, Left>> BY_POLICY = new TypeReference<>() {};

  private final RunStore runs;
  private final UnsettledRuns unsettled;
  private final KeptStore kept;
  private final Mixer mixer;
  private final KeyErasures keys;
  private final BrakeStore brakes;
  private final RunCutoffs cutoffs;
  private final SetAside aside;
  private final Burial burial;
  private final TableBurial tables;
  private final DisclosureStore disclosures;
  private final TaskService tasks;
  private final ErasureExport export;
  private final GroupMeasure groups;
  private final ActService acts;
  private final ObjectMapper json;
  private final Clock clock;
  private final Retries retries = new Retries(Duration.ofSeconds(1), Duration.ofMinutes(10));

  Settlement(
      RunStore runs,
      UnsettledRuns unsettled,
      KeptStore kept,
      Mixer mixer,
      KeyErasures keys,
      BrakeStore brakes,
      RunCutoffs cutoffs,
      SetAside aside,
      Burial burial,
      TableBurial tables,
      DisclosureStore disclosures,
      TaskService tasks,
      ErasureExport export,
      GroupMeasure groups,
      ActService acts,
      ObjectMapper json,
      Clock clock) {
    this.runs = runs;
    this.unsettled = unsettled;
    this.kept = kept;
    this.mixer = mixer;
    this.keys = keys;
    this.brakes = brakes;
    this.cutoffs = cutoffs;
    this.aside = aside;
    this.burial = burial;
    this.tables = tables;
    this.disclosures = disclosures;
    this.tasks = tasks;
    this.export = export;
    this.groups = groups;
    this.acts = acts;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Closes a run after its last batch.
   *
   * @throws RunStopped when it is not this replica's to close
   */
  Uni<Run> close(Run run, Map<CategoryRef, Tally> tallies) {
    return aside
        .of(run)
        .chain(
            failed -> {
              Map<CategoryRef, Tally> all = new HashMap<>(tallies);
              failed.forEach((category, tally) -> all.merge(category, tally, Tally::plus));
              return closed(run, all);
            });
  }

  private Uni<Run> closed(Run run, Map<CategoryRef, Tally> tallies) {
    Map<String, Left> left = new TreeMap<>();
    tallies.forEach(
        (category, tally) ->
            left.merge(
                category.policy(),
                new Left(tally.held(), tally.blocked(), tally.failed()),
                Left::plus));
    return note(run, tallies.keySet())
        .chain(() -> runs.close(run.id(), Tally.sum(tallies), text(left)))
        .invoke(
            closed -> {
              if (!closed) {
                throw new RunStopped();
              }
            })
        .chain(() -> runs.find(run.id()))
        .map(found -> found.orElseThrow(RunStopped::new));
  }

  /** Writes down what each hold and block kept, for the acts. */
  private Uni<Void> note(Run run, Set<CategoryRef> categories) {
    KeptStore.Span span =
        new KeptStore.Span(
            Optional.ofNullable(run.startedAt()).orElseThrow(),
            Optional.ofNullable(run.cutoff()).orElseThrow());
    return kept.note(
        run.id(),
        span,
        categories.stream()
            .collect(
                Collectors.groupingBy(
                    CategoryRef::policy,
                    Collectors.mapping(CategoryRef::category, Collectors.toList()))));
  }

  /** Destroys the keys and writes the acts of a run whose last batch has committed. */
  Uni<Void> settle(Run run) {
    return keys.sweep()
        .chain(() -> remember(run))
        .chain(() -> aside.forget())
        .chain(() -> export.write(run.id()))
        .chain(() -> tasks.ofRun(run.id()))
        .chain(() -> tables.bury())
        .chain(() -> expired(run))
        .chain(() -> groups.after(run.id()))
        .chain(() -> acts.write(new ActService.Run(run.id(), run.requestedBy(), left(run))));
  }

  private Uni<Void> remember(Run run) {
    Instant cutoff = run.cutoff();
    return cutoff == null ? Uni.createFrom().voidItem() : brakes.remember(run.id(), cutoff);
  }

  /** What goes by the run's cut-off and is in no record. */
  private Uni<Void> expired(Run run) {
    Instant cutoff = run.cutoff();
    return cutoff == null
        ? Uni.createFrom().voidItem()
        : cutoffs.ifAccepted(
            run.id(),
            () ->
                burial
                    .released(cutoff)
                    .chain(() -> disclosures.expire(cutoff))
                    .chain(() -> tasks.expire(cutoff))
                    .replaceWithVoid());
  }

  /**
   * Settles finished runs that were not: they failed, or were cancelled, before.
   *
   * <p><b>Guarantee</b>: one that cannot be settled keeps no other from it; it is tried again, ever
   * more seldom.
   */
  Uni<Void> catchUp() {
    return unsettled
        .withoutActs(retries.resting(clock.instant()))
        .chain(found -> Rounds.each(found, this::settleLate));
  }

  private Uni<Void> settleLate(Run run) {
    return Uni.createFrom()
        .deferred(() -> mixer.mix().chain(() -> settle(run)))
        .chain(() -> unsettled.settled(run.id()))
        .invoke(() -> retries.succeeded(run.id()))
        .onFailure()
        .recoverWithUni(
            failure -> {
              Instant again = retries.failed(run.id(), clock.instant());
              LOG.errorf(
                  Redacted.of(failure),
                  "run %s could not be settled; its acts and tasks wait until %s",
                  run.id(),
                  again);
              return Uni.createFrom().voidItem();
            });
  }

  private Map<String, Left> left(Run run) {
    try {
      return run.leftByPolicy() == null ? Map.of() : json.readValue(run.leftByPolicy(), BY_POLICY);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("run " + run.id() + " has unreadable counts", e);
    }
  }

  private String text(Map<String, Left> left) {
    try {
      return json.writeValueAsString(left);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("counts can always be written", e);
    }
  }
}
