package io.lethe.sidecar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.intake.IntakeKey;
import io.lethe.intake.Outcome;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import io.lethe.record.LeasedAnswers;
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.subject.EventPurpose;
import io.lethe.subject.SubjectReference;
import io.lethe.time.InstantRange;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Accepts records and events into the spool.
 *
 * <p>Each gets what makes it the same however often it is sent: a key, and of a record the time of
 * its collection, unless it has them.
 *
 * <p><b>Guarantee</b>: what is answered as accepted is on the disk. Nothing is there of a policy
 * that is known here and does not allow the country in which it is.
 */
final class SpoolIntake {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final String COLLECTED = "collectedAt";
  private static final String AT = "at";

  private final LeaseKeeper leases;
  private final LeasedAnswers answers;
  private final Predicate<JsonNode> resides;
  private final SpoolWriter writer;
  private final SidecarMetrics metrics;
  private final ObjectMapper mapper;
  private final CentreClock clock;

  /**
   * Accepts nothing yet.
   *
   * @param resides whether an item may be on this disk
   */
  SpoolIntake(
      LeaseKeeper leases,
      LeasedAnswers answers,
      Predicate<JsonNode> resides,
      SpoolWriter writer,
      SidecarMetrics metrics,
      ObjectMapper mapper,
      CentreClock clock) {
    this.leases = leases;
    this.answers = answers;
    this.resides = resides;
    this.writer = writer;
    this.metrics = metrics;
    this.mapper = mapper;
    this.clock = clock;
  }

  /** Accepts records. */
  Uni<List<Outcome>> records(List<JsonNode> items) {
    Optional<HeldLease> lease = leases.lease();
    InstantRange range = new InstantRange(clock, TOLERANCE);
    return accept(
        Kind.RECORD,
        items,
        item ->
            lease
                .flatMap(held -> answers.refusal(held.caller(), item, clock))
                .or(() -> refusal(item, range, COLLECTED, item.has(COLLECTED))));
  }

  /** Accepts events. */
  Uni<List<Outcome>> events(List<JsonNode> items) {
    InstantRange range = new InstantRange(clock, TOLERANCE);
    return accept(
        Kind.EVENT,
        items,
        item ->
            refusal(item, range, AT, true)
                .or(
                    () ->
                        Optional.of(EventPurpose.refusals(item))
                            .filter(refusals -> !refusals.isEmpty())
                            .map(Outcome::rejected)));
  }

  /** What can be said without a policy: no text of a caller may go further in a key's place. */
  private Optional<Outcome.Rejected> refusal(
      JsonNode item, InstantRange range, String time, boolean timed) {
    List<Violation> violations = new ArrayList<>();
    if (!resides.test(item)) {
      violations.add(Violation.of("policy", ErrorCode.RESIDENCY_VIOLATED));
    }
    if (SubjectReference.of(item.path("subject")).isEmpty()) {
      violations.add(Violation.of("subject", ErrorCode.SUBJECT_MISSING));
    }
    if (timed && range.read(item.path(time)).isEmpty()) {
      violations.add(Violation.of(time, ErrorCode.CLOCK_OUT_OF_RANGE));
    }
    IntakeKey.read(item, violations);
    return violations.isEmpty() ? Optional.empty() : Optional.of(Outcome.rejected(violations));
  }

  private Uni<List<Outcome>> accept(
      Kind kind, List<JsonNode> items, Function<JsonNode, Optional<Outcome.Rejected>> refusal) {
    Outcome[] outcomes = new Outcome[items.size()];
    List<SpoolItem> accepted = new ArrayList<>(outcomes.length);
    Instant now = collected(clock.instant(), clock.own());
    for (int i = 0; i < outcomes.length; i++) {
      Optional<Outcome.Rejected> refused = refusal.apply(items.get(i));
      if (refused.isPresent()) {
        outcomes[i] = refused.get();
      } else {
        ObjectNode item = minted(kind, items.get(i), now);
        accepted.add(new SpoolItem(kind, clock.own().toEpochMilli(), json(item)));
        outcomes[i] = spooled(item);
      }
    }
    return writer
        .append(accepted)
        .invoke(() -> metrics.spooled(accepted.size()))
        .replaceWith(() -> Arrays.asList(outcomes));
  }

  /**
   * When a record was collected that does not say so: no later than by the product's own clock,
   * which it tells events by, or an event that follows would seem to have come before.
   */
  private static Instant collected(Instant centre, Instant own) {
    return (own.isBefore(centre) ? own : centre).truncatedTo(ChronoUnit.MICROS);
  }

  /** Nothing of it is protected yet: the answer shows no field. */
  private static Outcome spooled(ObjectNode item) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set(IntakeKey.NAME, item.get(IntakeKey.NAME));
    return new Outcome.Accepted(answer);
  }

  private static ObjectNode minted(Kind kind, JsonNode sent, Instant now) {
    ObjectNode item = ((ObjectNode) sent).deepCopy();
    if (!item.has(IntakeKey.NAME)) {
      item.put(IntakeKey.NAME, UUID.randomUUID().toString());
    }
    if (kind == Kind.RECORD && !item.has(COLLECTED)) {
      item.put(COLLECTED, now.toString());
    }
    return item;
  }

  private byte[] json(ObjectNode item) {
    try {
      return mapper.writeValueAsBytes(item);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }
}
