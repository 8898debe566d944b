package io.lethe.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.intake.FailedPart;
import io.lethe.intake.Outcome;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.ErrorCode;
import io.lethe.subject.EventStore.CategoryDue;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Receives events in bulk.
 *
 * <p>Activity only makes a clock later, so it writes one subject row and never a record; the first
 * one alone starts clocks, and lowers what it makes due earlier than was assumed. Every other event
 * lowers the due dates of the subject's records in its own transaction.
 */
@ApplicationScoped
public class EventService {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Database database;
  private final PolicyCatalog policies;
  private final PolicyEpochs epochs;
  private final KeyRings rings;
  private final SubjectStore subjects;
  private final EventStore events;
  private final Clocks clocks;
  private final Clock clock;

  EventService(
      Database database,
      PolicyCatalog policies,
      PolicyEpochs epochs,
      KeyRings rings,
      SubjectStore subjects,
      EventStore events,
      Clocks clocks,
      Clock clock) {
    this.database = database;
    this.policies = policies;
    this.epochs = epochs;
    this.rings = rings;
    this.subjects = subjects;
    this.events = events;
    this.clocks = clocks;
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
        if (covered(caller, good.event())) {
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
              Uni<Void> done = policy(entry.getKey(), entry.getValue(), outcomes);
              return several ? FailedPart.alone(done, outcomes, entry.getValue().keySet()) : done;
            })
        .map(done -> Arrays.asList(outcomes));
  }

  /**
   * An event is allowed where every category is granted that it may move a clock of, or that it
   * gives consent for, and at least one category is: the answer says whether the subject is known.
   */
  private boolean covered(Caller caller, EventInput event) {
    boolean some = categories(event).anyMatch(one -> caller.covers(event.policy(), one.name()));
    boolean consents =
        !event.type().equals(PolicyDocument.CONSENT_GIVEN)
            || categories(event)
                .filter(category -> consents(event, category))
                .allMatch(category -> caller.covers(event.policy(), category.name()));
    return some
        && consents
        && caller.coversAll(event.policy(), clocks.movedBy(event.policy(), event.type()));
  }

  private Stream<Category> categories(EventInput event) {
    return policies
        .published(event.policy())
        .flatMap(version -> version.document().categories().values().stream());
  }

  private static boolean consents(EventInput event, Category category) {
    return event.purpose().isEmpty() || category.purposes().contains(event.purpose());
  }

  private Uni<Void> policy(String policy, Map<Integer, EventInput> inputs, Outcome[] outcomes) {
    return epochs.current(() -> rings.write(policy, keys -> receive(keys, inputs, outcomes)));
  }

  private Uni<Void> receive(PolicyKeys keys, Map<Integer, EventInput> inputs, Outcome[] outcomes) {
    String policy = keys.policy();
    List<Integer> positions = List.copyOf(inputs.keySet());
    List<SubjectTokens> tokens =
        inputs.values().stream().map(input -> keys.subject(input.subject())).toList();
    return database.transaction(
        connection ->
            rings
                .hold(connection, keys)
                .chain(() -> epochs.hold(connection, policy))
                .chain(() -> subjects.find(connection, policy, tokens))
                .chain(
                    found ->
                        subjects
                            .lock(connection, List.copyOf(new java.util.TreeSet<>(found.values())))
                            .chain(
                                locked -> {
                                  Map<EventInput, UUID> known = new LinkedHashMap<>();
                                  for (int i = 0; i < positions.size(); i++) {
                                    UUID subject = found.get(i);
                                    boolean exists = subject != null && locked.containsKey(subject);
                                    int position = positions.get(i);
                                    if (exists) {
                                      known.put(inputs.get(position), subject);
                                    }
                                    outcomes[position] =
                                        exists
                                            ? new Outcome.Accepted(
                                                JsonNodeFactory.instance.objectNode())
                                            : Outcome.rejected(
                                                ErrorCode.SUBJECT_UNKNOWN, "subject");
                                  }
                                  return write(connection, policy, known, locked);
                                })));
  }

  private Uni<Void> write(
      SqlConnection connection,
      String policy,
      Map<EventInput, UUID> known,
      Map<UUID, Optional<ClockFacts.Activity>> locked) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<UUID, Instant> activity = new HashMap<>();
    List<Starting> starting = new ArrayList<>();
    known.forEach(
        (event, subject) -> {
          if (event.type().equals(RetentionClock.LAST_ACTIVITY)) {
            activity.merge(subject, event.at(), (a, b) -> a.isAfter(b) ? a : b);
          } else {
            starting.add(new Starting(subject, event.type(), event.purpose(), event.at()));
          }
        });
    List<Starting> lowering = new ArrayList<>(starting);
    activity.forEach(
        (subject, at) -> {
          if (locked.get(subject).isEmpty()) {
            lowering.add(new Starting(subject, RetentionClock.LAST_ACTIVITY, "", at));
          }
        });
    return skip(activity.isEmpty(), () -> events.activity(connection, policy, activity, now))
        .chain(() -> skip(starting.isEmpty(), () -> events.keep(connection, policy, starting, now)))
        .chain(() -> events.lower(connection, policy, dues(policy, lowering, now)));
  }

  /**
   * Reports events of a subject, none of activity, in the transaction of {@code tx}, which has
   * locked the subject; the transaction is one of {@link PolicyEpochs#current}.
   */
  public Uni<Void> report(SqlConnection tx, String policy, List<Reported> reported) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Starting> starting =
        reported.stream()
            .map(one -> new Starting(one.subject(), one.type(), one.purpose(), one.at()))
            .toList();
    return skip(
        starting.isEmpty(),
        () ->
            epochs
                .hold(tx, policy)
                .chain(() -> events.keep(tx, policy, starting, now))
                .chain(() -> events.lower(tx, policy, dues(policy, starting, now))));
  }

  private static Uni<Void> skip(boolean nothing, Supplier<Uni<Void>> work) {
    return nothing ? Uni.createFrom().voidItem() : work.get();
  }

  /** By subject: a due for every category that an event concerns. */
  private List<CategoryDue> dues(String policy, List<Starting> starting, Instant now) {
    Map<UUID, Map<String, Instant>> earliest = new HashMap<>();
    for (Starting event : starting) {
      ClockFacts.Event fact = new ClockFacts.Event(event.type(), event.purpose(), event.at(), now);
      Map<String, Instant> dues = clocks.notBefore(policy, fact);
      Map<String, Instant> ofSubject =
          earliest.computeIfAbsent(event.subject(), subject -> new HashMap<>());
      dues.forEach(
          (category, due) -> ofSubject.merge(category, due, (a, b) -> a.isBefore(b) ? a : b));
    }
    List<CategoryDue> dues = new ArrayList<>();
    earliest.forEach(
        (subject, categories) ->
            categories.forEach(
                (category, due) -> dues.add(new CategoryDue(subject, category, due))));
    return dues;
  }

  /** An event of the service's own; {@code purpose} of a demanded destruction is the category. */
  public record Reported(UUID subject, String type, String purpose, Instant at) {}
}
