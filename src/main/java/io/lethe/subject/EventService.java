package io.lethe.subject;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.intake.FailedPart;
import io.lethe.intake.IntakeKeys;
import io.lethe.intake.Outcome;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.subject.EventStore.Starting;
import io.lethe.time.InstantRange;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Receives events in bulk.
 *
 * <p>An event lowers the due dates of the subject's records in its own transaction; one whose
 * subject is not known waits for it, if it has a key under which its sender would repeat it ({@link
 * PendingEvents}).
 */
@ApplicationScoped
public class EventService {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int ATTEMPTS = 5;

  private final Database database;
  private final PolicyCatalog policies;
  private final PolicyEpochs epochs;
  private final KeyRings rings;
  private final SubjectStore subjects;
  private final EventWriter writer;
  private final PendingEvents pending;
  private final EventGrants grants;
  private final IntakeKeys again;
  private final Clock clock;

  EventService(
      Database database,
      PolicyCatalog policies,
      PolicyEpochs epochs,
      KeyRings rings,
      SubjectStore subjects,
      EventWriter writer,
      PendingEvents pending,
      EventGrants grants,
      IntakeKeys again,
      Clock clock) {
    this.database = database;
    this.policies = policies;
    this.epochs = epochs;
    this.rings = rings;
    this.subjects = subjects;
    this.writer = writer;
    this.pending = pending;
    this.grants = grants;
    this.again = again;
    this.clock = clock;
  }

  /** Receives a chunk; the answers are in the order of the items. */
  public Uni<List<Outcome>> receive(Caller caller, List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    Map<String, Map<Integer, EventInput>> byPolicy = new LinkedHashMap<>();
    InstantRange range = new InstantRange(clock, TOLERANCE);
    for (int i = 0; i < items.size(); i++) {
      EventInput.Read read = EventInput.read(items.get(i), policies, range);
      if (read instanceof EventInput.Read.Bad bad) {
        outcomes[i] = bad.outcome();
      } else if (read instanceof EventInput.Read.Good good) {
        if (grants.cover(caller, good.event())) {
          byPolicy
              .computeIfAbsent(good.event().policy(), policy -> new LinkedHashMap<>())
              .put(i, good.event());
        } else {
          outcomes[i] = Outcome.rejected(ErrorCode.FORBIDDEN, "policy");
        }
      }
    }
    boolean several = byPolicy.size() > 1;
    return Rounds.each(
            byPolicy.entrySet(),
            entry -> {
              Uni<Void> done = policy(caller.id(), entry.getKey(), entry.getValue(), outcomes);
              return several ? FailedPart.alone(done, outcomes, entry.getValue().keySet()) : done;
            })
        .map(done -> Arrays.asList(outcomes));
  }

  private Uni<Void> policy(
      String caller, String policy, Map<Integer, EventInput> inputs, Outcome[] outcomes) {
    return epochs.current(
        () -> rings.write(policy, keys -> receive(keys, caller, inputs, outcomes)));
  }

  private Uni<Void> receive(
      PolicyKeys keys, String caller, Map<Integer, EventInput> inputs, Outcome[] outcomes) {
    List<SentEvent> sent = new ArrayList<>(inputs.size());
    inputs.forEach((position, input) -> sent.add(SentEvent.of(position, input, keys)));
    return Uni.createFrom()
        .deferred(() -> attempt(keys, caller, sent, outcomes))
        .onFailure(SubjectAppeared.class)
        .retry()
        .atMost(ATTEMPTS)
        .onFailure(SubjectAppeared.class)
        .transform(
            failure ->
                new ServiceException(
                    ErrorCode.UNAVAILABLE, "the subjects kept changing; send the events again"))
        .invoke(() -> IntakeKeys.repeat(sent, outcomes));
  }

  /** Those of unknown subjects have a transaction of their own, which locks no subject. */
  private Uni<Void> attempt(
      PolicyKeys keys, String caller, List<SentEvent> sent, Outcome[] outcomes) {
    return database
        .transaction(
            tx ->
                hold(tx, keys)
                    .chain(() -> again.unanswered(tx, caller, sent, outcomes))
                    .chain(fresh -> receive(tx, keys.policy(), caller, fresh, outcomes)))
        .chain(
            unknown ->
                unknown.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : await(keys, caller, unknown, outcomes));
  }

  private Uni<Void> hold(SqlConnection tx, PolicyKeys keys) {
    return rings.hold(tx, keys).chain(() -> epochs.hold(tx, keys.policy()));
  }

  /** Writes the events of subjects that are known; answers those that may wait for theirs. */
  private Uni<List<SentEvent>> receive(
      SqlConnection tx, String policy, String caller, List<SentEvent> sent, Outcome[] outcomes) {
    return subjects
        .find(tx, policy, sent.stream().map(SentEvent::tokens).toList())
        .chain(
            found ->
                subjects
                    .lock(tx, List.copyOf(new TreeSet<>(found.values())))
                    .chain(
                        locked -> {
                          Map<SentEvent, UUID> known = new LinkedHashMap<>();
                          List<SentEvent> waiting = new ArrayList<>();
                          for (int i = 0; i < sent.size(); i++) {
                            SentEvent event = sent.get(i);
                            UUID subject = found.get(i);
                            if (subject != null && locked.containsKey(subject)) {
                              known.put(event, subject);
                              outcomes[event.position()] = event.accepted();
                            } else if (event.key().isPresent()) {
                              waiting.add(event);
                            } else {
                              outcomes[event.position()] = unknown();
                            }
                          }
                          return writer
                              .write(tx, policy, starting(known), locked, now())
                              .chain(() -> keep(tx, caller, known.keySet()))
                              .replaceWith(waiting);
                        }));
  }

  /** Keeps the events of unknown subjects until theirs come. */
  private Uni<Void> await(
      PolicyKeys keys, String caller, List<SentEvent> unknown, Outcome[] outcomes) {
    return database
        .transaction(
            tx ->
                hold(tx, keys)
                    .chain(() -> pending.keep(tx, keys, unknown))
                    .call(kept -> keep(tx, caller, kept)))
        .invoke(
            kept -> {
              unknown.forEach(event -> outcomes[event.position()] = unknown());
              kept.forEach(event -> outcomes[event.position()] = event.accepted());
            })
        .replaceWithVoid();
  }

  private static Outcome unknown() {
    return Outcome.rejected(ErrorCode.SUBJECT_UNKNOWN, "subject");
  }

  /** What somebody else has kept meanwhile may be another event under the same key. */
  private Uni<Void> keep(SqlConnection tx, String caller, Collection<SentEvent> accepted) {
    return again
        .keep(tx, caller, accepted, clock.instant())
        .invoke(
            all -> {
              if (!all) {
                throw new SubjectAppeared();
              }
            })
        .replaceWithVoid();
  }

  private static List<Starting> starting(Map<SentEvent, UUID> known) {
    return known.entrySet().stream().map(one -> one.getKey().starting(one.getValue())).toList();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Reports events of a subject, none of activity, in the transaction of {@code tx}, which has
   * locked the subject; the transaction is one of {@link PolicyEpochs#current}.
   */
  public Uni<Void> report(SqlConnection tx, String policy, List<Reported> reported) {
    List<Starting> starting =
        reported.stream()
            .map(one -> new Starting(one.subject(), one.type(), one.purpose(), one.at()))
            .toList();
    return starting.isEmpty()
        ? Uni.createFrom().voidItem()
        : epochs.hold(tx, policy).chain(() -> writer.write(tx, policy, starting, Map.of(), now()));
  }

  /** An event of the service's own; {@code purpose} of a demanded destruction is the category. */
  public record Reported(UUID subject, String type, String purpose, Instant at) {}
}
