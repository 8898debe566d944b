package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.access.Caller;
import io.lethe.database.Rounds;
import io.lethe.intake.FailedPart;
import io.lethe.intake.Outcome;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyVersion;
import io.lethe.time.InstantRange;
import io.lethe.transform.Outcome.Protected;
import io.lethe.transform.Outcome.Refused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Receives records: reads them, protects every field as its category's rule says, and stores what
 * is left to store. A bad item is refused alone.
 */
@ApplicationScoped
public class ReceiveService {

  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final PolicyCatalog policies;
  private final RecordPlans plans;
  private final PolicyEpochs epochs;
  private final KeyRings rings;
  private final RecordStorage storage;
  private final RecordMetrics metrics;
  private final Clock clock;

  ReceiveService(
      PolicyCatalog policies,
      RecordPlans plans,
      PolicyEpochs epochs,
      KeyRings rings,
      RecordStorage storage,
      RecordMetrics metrics,
      Clock clock) {
    this.policies = policies;
    this.plans = plans;
    this.epochs = epochs;
    this.rings = rings;
    this.storage = storage;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Protects and stores a chunk; the answers are in the order of the items. */
  public Uni<List<Outcome>> receive(Caller caller, List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    Map<String, Map<Integer, RecordInput>> inputs = read(caller, items, all(items), outcomes);
    return Rounds.each(
            inputs.entrySet(),
            entry -> {
              Uni<Void> stored = store(caller, items, entry, outcomes);
              return inputs.size() > 1
                  ? FailedPart.alone(stored, outcomes, entry.getValue().keySet())
                  : stored;
            })
        .map(done -> Arrays.asList(outcomes));
  }

  /** Reads items again that were read under a version that another has retired meanwhile. */
  private Uni<Void> store(
      Caller caller,
      List<JsonNode> items,
      Map.Entry<String, Map<Integer, RecordInput>> read,
      Outcome[] outcomes) {
    String policy = read.getKey();
    Map<Integer, RecordInput> inputs = read.getValue();
    return epochs.current(
        () -> {
          int epoch = epochs.known(policy);
          Optional<PolicyVersion> active = policies.active(policy);
          boolean current =
              inputs.values().stream()
                  .allMatch(input -> active.filter(input.version()::sameAs).isPresent());
          return store(
              policy,
              current
                  ? inputs
                  : read(caller, items, inputs.keySet(), outcomes).getOrDefault(policy, Map.of()),
              keys -> new Basis(keys, epoch, caller.id()),
              outcomes);
        });
  }

  /** Protects again what was protected under keys that may not write any more. */
  private Uni<Void> store(
      String policy,
      Map<Integer, RecordInput> inputs,
      Function<PolicyKeys, Basis> basis,
      Outcome[] outcomes) {
    return rings.write(
        policy,
        keys -> {
          List<Draft> drafts = protect(keys, inputs, outcomes);
          return drafts.isEmpty()
              ? Uni.createFrom().voidItem()
              : storage
                  .store(basis.apply(keys), drafts, outcomes)
                  .invoke(metrics::received)
                  .replaceWithVoid();
        });
  }

  /** Protects a chunk and stores nothing. */
  Uni<List<Outcome>> transform(Caller caller, List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    read(caller, items, all(items), outcomes)
        .forEach(
            (policy, inputs) ->
                protect(rings.of(policy), inputs, outcomes)
                    .forEach(
                        draft -> outcomes[draft.position()] = accepted(draft, Optional.empty())));
    return Uni.createFrom().item(Arrays.asList(outcomes));
  }

  /** The answer to an accepted draft. */
  static Outcome accepted(Draft draft, Optional<String> id) {
    return accepted(draft.content().view(), id);
  }

  /** The answer that shows a protected view. */
  static Outcome accepted(ObjectNode view, Optional<String> id) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    id.ifPresent(stored -> answer.put("id", stored));
    answer.set("fields", view);
    return new Outcome.Accepted(answer);
  }

  /** The items that can be read, by policy and position. */
  private Map<String, Map<Integer, RecordInput>> read(
      Caller caller, List<JsonNode> items, Collection<Integer> positions, Outcome[] outcomes) {
    Map<String, Map<Integer, RecordInput>> inputs = new LinkedHashMap<>();
    InstantRange range = new InstantRange(clock, TOLERANCE);
    for (int i : positions) {
      RecordInput.Read read = RecordInput.read(items.get(i), caller, policies, range);
      if (read instanceof RecordInput.Read.Bad bad) {
        outcomes[i] = bad.outcome();
      } else if (read instanceof RecordInput.Read.Good good) {
        inputs
            .computeIfAbsent(good.input().version().policy(), policy -> new LinkedHashMap<>())
            .put(i, good.input());
      }
    }
    return inputs;
  }

  private static List<Integer> all(List<JsonNode> items) {
    return IntStream.range(0, items.size()).boxed().toList();
  }

  private List<Draft> protect(
      PolicyKeys keys, Map<Integer, RecordInput> inputs, Outcome[] outcomes) {
    PolicyFieldTokens tokens = new PolicyFieldTokens(keys);
    List<Draft> drafts = new ArrayList<>(inputs.size());
    inputs.forEach(
        (position, input) -> {
          var protection =
              plans
                  .of(keys.policy(), input.version().version(), input.category().name())
                  .protect(input.fields(), tokens);
          if (protection instanceof Refused refused) {
            outcomes[position] = Outcome.rejected(refused.violations());
          } else {
            drafts.add(Draft.of(position, input, keys, (Protected) protection));
          }
        });
    return drafts;
  }
}
