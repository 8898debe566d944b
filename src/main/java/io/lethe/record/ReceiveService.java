package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.access.Caller;
import io.lethe.intake.FailedPart;
import io.lethe.intake.Outcome;
import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyCatalog;
import io.lethe.time.InstantRange;
import io.lethe.transform.Outcome.Protected;
import io.lethe.transform.Outcome.Refused;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Receives records: reads them, protects every field as its category's rule says, and stores what
 * is left to store. A bad item is refused alone.
 */
@ApplicationScoped
public class ReceiveService {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final PolicyCatalog policies;
  private final RecordPlans plans;
  private final KeyRings rings;
  private final RecordStorage storage;
  private final RecordMetrics metrics;
  private final Clock clock;

  ReceiveService(
      PolicyCatalog policies,
      RecordPlans plans,
      KeyRings rings,
      RecordStorage storage,
      RecordMetrics metrics,
      Clock clock) {
    this.policies = policies;
    this.plans = plans;
    this.rings = rings;
    this.storage = storage;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Protects and stores a chunk; the answers are in the order of the items. */
  public Uni<List<Outcome>> receive(Caller caller, List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    Map<String, List<Draft>> drafts = drafts(caller, items, outcomes);
    return Multi.createFrom()
        .iterable(drafts.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            entry -> {
              Uni<Void> stored = storage.store(entry.getKey(), entry.getValue(), outcomes);
              List<Integer> positions = entry.getValue().stream().map(Draft::position).toList();
              return drafts.size() > 1 ? FailedPart.alone(stored, outcomes, positions) : stored;
            })
        .collect()
        .asList()
        .map(done -> Arrays.asList(outcomes))
        .invoke(answers -> drafts.values().forEach(chunk -> metrics.received(chunk, answers)));
  }

  /** Protects a chunk and stores nothing. */
  Uni<List<Outcome>> transform(Caller caller, List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    drafts(caller, items, outcomes)
        .values()
        .forEach(
            chunk ->
                chunk.forEach(
                    draft -> outcomes[draft.position()] = accepted(draft, Optional.empty())));
    return Uni.createFrom().item(Arrays.asList(outcomes));
  }

  /** The answer to an accepted draft. */
  static Outcome accepted(Draft draft, Optional<String> id) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    id.ifPresent(stored -> answer.put("id", stored));
    answer.set("fields", draft.content().view());
    return new Outcome.Accepted(answer);
  }

  private Map<String, List<Draft>> drafts(Caller caller, List<JsonNode> items, Outcome[] outcomes) {
    Map<String, List<Draft>> drafts = new LinkedHashMap<>();
    InstantRange range = new InstantRange(clock, TOLERANCE);
    for (int i = 0; i < items.size(); i++) {
      RecordInput.Read read = RecordInput.read(items.get(i), caller, policies, range);
      if (read instanceof RecordInput.Read.Bad bad) {
        outcomes[i] = bad.outcome();
      } else if (read instanceof RecordInput.Read.Good good) {
        Optional<Draft> draft = protect(i, good.input(), outcomes);
        draft.ifPresent(
            kept ->
                drafts
                    .computeIfAbsent(good.input().version().policy(), p -> new ArrayList<>())
                    .add(kept));
      }
    }
    return drafts;
  }

  private Optional<Draft> protect(int position, RecordInput input, Outcome[] outcomes) {
    String policy = input.version().policy();
    var keys = rings.of(policy);
    var protection =
        plans
            .of(policy, input.version().version(), input.category().name())
            .protect(input.fields(), new PolicyFieldTokens(keys));
    if (protection instanceof Refused refused) {
      outcomes[position] = Outcome.rejected(refused.violations());
      return Optional.empty();
    }
    return Optional.of(
        new Draft(position, input, keys.subject(input.subject()), (Protected) protection));
  }
}
