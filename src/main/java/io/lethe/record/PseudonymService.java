package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lethe.access.Caller;
import io.lethe.access.Quotas;
import io.lethe.access.Quotas.Oracle;
import io.lethe.crypto.VersionedToken;
import io.lethe.intake.IntakeConfig;
import io.lethe.intake.Outcome;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.PseudonymResource.Fault;
import io.lethe.record.PseudonymResource.NewerToken;
import io.lethe.record.PseudonymResource.Tokens;
import io.lethe.record.PseudonymResource.ValueTokens;
import io.lethe.record.PseudonymResource.Values;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.Normalized;
import io.lethe.transform.Normalizer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pseudonyms of values, and upgrades of pseudonyms; nothing is stored but how many were asked for.
 *
 * <p>A grant of the field and a daily quota bound what a caller can try out.
 */
@ApplicationScoped
class PseudonymService {

  private static final int MOST = 10_000;

  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final Quotas quotas;
  private final int longest;

  PseudonymService(PolicyCatalog policies, KeyRings rings, Quotas quotas, IntakeConfig config) {
    this.policies = policies;
    this.rings = rings;
    this.quotas = quotas;
    this.longest = config.value();
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
    Reading reading = reading(caller, request.policy(), request.category(), request.field());
    return quotas
        .take(caller, Oracle.COMPUTE, request.values().size())
        .map(
            counted -> {
              PolicyFieldTokens tokens = new PolicyFieldTokens(rings.of(request.policy()));
              return request.values().stream()
                  .map(value -> tokens(reading, tokens, value))
                  .toList();
            });
  }

  private ValueTokens tokens(Reading reading, PolicyFieldTokens tokens, @Nullable JsonNode value) {
    if (value != null && value.isTextual() && value.textValue().length() > longest) {
      return new ValueTokens(null, Fault.of(ErrorCode.VALUE_TOO_LONG));
    }
    if (value == null
        || !(reading.normalizer().normalize(reading.rule().type(), value)
            instanceof Normalized.Value known)) {
      return new ValueTokens(null, Fault.of(ErrorCode.VALUE_INVALID));
    }
    return new ValueTokens(
        tokens.everyPseudonym(reading.domain(), reading.rule().type(), known.key()).stream()
            .map(VersionedToken::text)
            .toList(),
        null);
  }

  /**
   * The token of the version that writes for each token.
   *
   * <p><b>Errors</b>: as {@link #compute}; of a token {@code TOKEN_INVALID}, {@code KEY_DESTROYED},
   * {@code KEY_VERSION_UNKNOWN}.
   */
  Uni<List<NewerToken>> upgrade(Caller caller, Tokens request) {
    refuseTooMany(request.tokens().size());
    reading(caller, request.policy(), request.category(), request.field());
    return quotas
        .take(caller, Oracle.UPGRADE, request.tokens().size())
        .map(
            counted -> {
              PolicyKeys keys = rings.of(request.policy());
              return request.tokens().stream().map(token -> newer(keys, token)).toList();
            });
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
    return quotas
        .take(caller, Oracle.UPGRADE, items.size())
        .map(
            counted -> {
              List<Outcome> outcomes = new ArrayList<>(items.size());
              items.forEach(item -> outcomes.add(upgrade(caller, item)));
              return outcomes;
            });
  }

  private Outcome upgrade(Caller caller, JsonNode item) {
    for (String key : List.of("policy", "category", "field", "token")) {
      if (!item.path(key).isTextual()) {
        return Outcome.rejected(ErrorCode.BODY_SHAPE, key);
      }
    }
    try {
      String policy = item.get("policy").textValue();
      reading(caller, policy, item.get("category").textValue(), item.get("field").textValue());
      String token = upgraded(rings.of(policy), item.get("token").textValue());
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

  private Reading reading(Caller caller, String policy, String category, String field) {
    PolicyDocument document =
        policies
            .active(policy)
            .filter(active -> caller.coversPolicy(policy))
            .map(PolicyVersion::document)
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.POLICY_UNKNOWN, "there is no such active policy"));
    if (!caller.coversField(policy, category, field)) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this field");
    }
    Category known =
        Optional.ofNullable(document.categories().get(category))
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.CATEGORY_UNKNOWN, "the policy has no such category"));
    FieldRule rule =
        known
            .field(field)
            .filter(found -> found.onReceipt() instanceof Method.Pseudonymize)
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.FIELD_NOT_DECLARED,
                        "the category has no such field that is pseudonymized"));
    return new Reading(rule, new Normalizer(document.phoneRegion()));
  }

  /** How the active version reads the values of a field. */
  private record Reading(FieldRule rule, Normalizer normalizer) {

    private String domain() {
      return ((Method.Pseudonymize) rule.onReceipt()).domain();
    }
  }
}
