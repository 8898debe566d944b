package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lethe.access.Caller;
import io.lethe.access.Quotas;
import io.lethe.access.Quotas.Oracle;
import io.lethe.crypto.VersionedToken;
import io.lethe.database.Rounds;
import io.lethe.intake.FailedPart;
import io.lethe.intake.IntakeConfig;
import io.lethe.intake.Outcome;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.PseudonymFields.Reading;
import io.lethe.record.PseudonymResource.Fault;
import io.lethe.record.PseudonymResource.NewerToken;
import io.lethe.record.PseudonymResource.Tokens;
import io.lethe.record.PseudonymResource.ValueTokens;
import io.lethe.record.PseudonymResource.Values;
import io.lethe.transform.ValueType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pseudonyms of values, and upgrades of pseudonyms; nothing is stored but how many were asked for.
 *
 * <p>A grant of the field and a daily quota bound what a caller can try out.
 */
@ApplicationScoped
class PseudonymService {

  static final int MOST = 10_000;

  private final PseudonymFields fields;
  private final KeyRings rings;
  private final Quotas quotas;
  private final PseudonymTokens tokens;

  PseudonymService(PseudonymFields fields, KeyRings rings, Quotas quotas, IntakeConfig config) {
    this.fields = fields;
    this.rings = rings;
    this.quotas = quotas;
    this.tokens = new PseudonymTokens(config.value());
  }

  /**
   * The tokens of each value under every live version.
   *
   * <p><b>Errors</b>: {@code ITEMS_TOO_MANY}, {@code POLICY_UNKNOWN}, {@code FORBIDDEN}, {@code
   * CATEGORY_UNKNOWN}, {@code FIELD_NOT_DECLARED}, {@code QUOTA_EXCEEDED}; of a value {@code
   * VALUE_INVALID}, {@code VALUE_TOO_LONG}.
   */
  Uni<List<ValueTokens>> compute(Caller caller, Values request) {
    refuseTooMany(request.values().size());
    Reading reading = fields.reading(caller, request.policy(), request.category(), request.field());
    return quotas
        .take(caller, Oracle.COMPUTE, request.values().size())
        .chain(
            () ->
                current(
                    request.policy(),
                    keys -> {
                      PolicyFieldTokens under = new PolicyFieldTokens(keys);
                      ValueType type = reading.rule().type();
                      Function<String, List<VersionedToken>> every =
                          key -> under.everyPseudonym(reading.domain(), type, key);
                      return request.values().stream()
                          .map(value -> tokens.of(reading, every, value))
                          .toList();
                    }));
  }

  /**
   * The token of the version that writes for each token.
   *
   * <p><b>Errors</b>: as {@link #compute}; of a token {@code TOKEN_INVALID}, {@code KEY_DESTROYED},
   * {@code KEY_VERSION_UNKNOWN}.
   */
  Uni<List<NewerToken>> upgrade(Caller caller, Tokens request) {
    refuseTooMany(request.tokens().size());
    fields.reading(caller, request.policy(), request.category(), request.field());
    return quotas
        .take(caller, Oracle.UPGRADE, request.tokens().size())
        .chain(
            () ->
                current(
                    request.policy(),
                    keys -> request.tokens().stream().map(token -> newer(keys, token)).toList()));
  }

  /**
   * Under the keys of the epoch that is: a replica that has not heard of the next version yet would
   * lack it, or lift tokens of it back to the one before.
   */
  private <T> Uni<T> current(String policy, Function<PolicyKeys, T> work) {
    return rings.read(policy, keys -> Uni.createFrom().item(() -> work.apply(keys)));
  }

  private static NewerToken newer(PolicyKeys keys, @Nullable String token) {
    try {
      return new NewerToken(upgraded(keys, Objects.requireNonNullElse(token, "")), null);
    } catch (ServiceException e) {
      return new NewerToken(null, Fault.of(e.code()));
    }
  }

  private static String upgraded(PolicyKeys keys, String token) {
    return keys.upgrade(RingPurpose.PSEUDONYM, VersionedToken.parse(token)).text();
  }

  /** The same for lines that each name their field; the answers are in their order. */
  Uni<List<Outcome>> upgrade(Caller caller, List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    Map<String, List<Integer>> byPolicy = readable(caller, items, outcomes);
    return quotas
        .take(caller, Oracle.UPGRADE, items.size())
        .chain(
            () ->
                Rounds.each(
                    byPolicy.entrySet(),
                    entry ->
                        FailedPart.alone(
                            upgrade(entry.getKey(), entry.getValue(), items, outcomes),
                            outcomes,
                            entry.getValue())))
        .map(done -> Arrays.asList(outcomes));
  }

  private Uni<Void> upgrade(
      String policy, List<Integer> positions, List<JsonNode> items, Outcome[] outcomes) {
    return current(
            policy,
            keys -> {
              positions.forEach(i -> outcomes[i] = upgrade(keys, items.get(i)));
              return policy;
            })
        .replaceWithVoid();
  }

  /** The positions of the items that can be read and are granted, by policy. */
  private Map<String, List<Integer>> readable(
      Caller caller, List<JsonNode> items, Outcome[] outcomes) {
    Map<String, List<Integer>> byPolicy = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.length; i++) {
      Optional<Outcome> refusal = refusal(caller, items.get(i));
      if (refusal.isPresent()) {
        outcomes[i] = refusal.get();
      } else {
        String policy = text(items.get(i), "policy");
        byPolicy.computeIfAbsent(policy, name -> new ArrayList<>()).add(i);
      }
    }
    return byPolicy;
  }

  private Optional<Outcome> refusal(Caller caller, JsonNode item) {
    for (String key : List.of("policy", "category", "field", "token")) {
      if (!item.path(key).isTextual()) {
        return Optional.of(Outcome.rejected(ErrorCode.BODY_SHAPE, key));
      }
    }
    try {
      fields.reading(caller, text(item, "policy"), text(item, "category"), text(item, "field"));
      return Optional.empty();
    } catch (ServiceException e) {
      return Optional.of(Outcome.rejected(e.code(), "token"));
    }
  }

  private static String text(JsonNode item, String key) {
    return item.get(key).textValue();
  }

  private static Outcome upgrade(PolicyKeys keys, JsonNode item) {
    try {
      String token = upgraded(keys, text(item, "token"));
      return new Outcome.Accepted(JsonNodeFactory.instance.objectNode().put("token", token));
    } catch (ServiceException e) {
      return Outcome.rejected(e.code(), "token");
    }
  }

  private static void refuseTooMany(int items) {
    if (items > MOST) {
      throw new ServiceException(
          ErrorCode.ITEMS_TOO_MANY, "a call has at most " + MOST + " values or tokens");
    }
  }
}
