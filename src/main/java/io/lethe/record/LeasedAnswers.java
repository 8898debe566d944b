package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Caller;
import io.lethe.crypto.VersionedToken;
import io.lethe.intake.IntakeConfig;
import io.lethe.intake.Outcome;
import io.lethe.key.LeasedRing;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ServiceException;
import io.lethe.record.PseudonymFields.Reading;
import io.lethe.record.PseudonymResource.Computed;
import io.lethe.record.PseudonymResource.Values;
import io.lethe.time.InstantRange;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.Outcome.Protected;
import io.lethe.transform.Outcome.Refused;
import io.lethe.transform.RecordPlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What can be answered of a call without a database, by keys that are leased.
 *
 * <p><b>Guarantee</b>: an answer is, byte for byte, that of the service which leased the keys, and
 * nothing is answered that would be answered otherwise there.
 *
 * <p><b>Errors</b>: IllegalStateException when the keys are wiped meanwhile.
 */
@ApplicationScoped
public class LeasedAnswers {

  private final PolicyCatalog policies;
  private final RecordPlans plans;
  private final PseudonymFields fields;
  private final PseudonymTokens tokens;
  private final ObjectMapper mapper;

  LeasedAnswers(
      PolicyCatalog policies,
      RecordPlans plans,
      PseudonymFields fields,
      IntakeConfig config,
      ObjectMapper mapper) {
    this.policies = policies;
    this.plans = plans;
    this.fields = fields;
    this.tokens = new PseudonymTokens(config.value());
    this.mapper = mapper;
  }

  /**
   * The answer to one record that is transformed.
   *
   * @param rings the leased ring of a policy
   * @param clock of the service which leased them
   * @return empty when it needs a key that is not leased
   */
  public Optional<Outcome> transform(
      Caller caller, JsonNode item, Function<String, Optional<LeasedRing>> rings, Clock clock) {
    Optional<PolicyVersion> version = policies.active(item.path("policy").asText(""));
    if (version.isEmpty()) {
      return Optional.empty();
    }
    Optional<LeasedRing> ring = rings.apply(version.get().policy());
    RecordInput.Read read = read(caller, item, clock);
    if (read instanceof RecordInput.Read.Good good) {
      return needsMore(good.input(), ring)
          ? Optional.empty()
          : Optional.of(transformed(good.input(), new LeasedTokens(ring)));
    }
    return read instanceof RecordInput.Read.Bad bad ? Optional.of(bad.outcome()) : Optional.empty();
  }

  private Outcome transformed(RecordInput input, LeasedTokens leased) {
    var protection = plan(input).protect(input.fields(), leased);
    return protection instanceof Protected done
        ? ReceiveService.accepted(done.view(), Optional.empty())
        : Outcome.rejected(((Refused) protection).violations());
  }

  /**
   * Why a record would be refused when it comes to be stored, as far as that can be known here.
   *
   * @param clock of the service which is to store it
   */
  public Optional<Outcome.Rejected> refusal(Caller caller, JsonNode item, Clock clock) {
    if (policies.active(item.path("policy").asText("")).isEmpty()) {
      return Optional.empty();
    }
    RecordInput.Read read = read(caller, item, clock);
    if (read instanceof RecordInput.Read.Bad bad) {
      return Optional.of(bad.outcome());
    }
    RecordInput input = ((RecordInput.Read.Good) read).input();
    return plan(input).protect(input.fields(), new NoTokens()) instanceof Refused refused
        ? Optional.of(Outcome.rejected(refused.violations()))
        : Optional.empty();
  }

  private RecordInput.Read read(Caller caller, JsonNode item, Clock clock) {
    return RecordInput.read(
        item, caller, policies, new InstantRange(clock, ReceiveService.TOLERANCE));
  }

  private RecordPlan plan(RecordInput input) {
    PolicyVersion version = input.version();
    return plans.of(version.policy(), version.version(), input.category().name());
  }

  /** Whether a field of a record takes a key of its person, or one that is not leased. */
  private static boolean needsMore(RecordInput input, Optional<LeasedRing> ring) {
    Category category = input.category();
    for (Iterator<String> names = input.fields().fieldNames(); names.hasNext(); ) {
      Optional<Method> method = category.field(names.next()).map(FieldRule::onReceipt);
      if (method.filter(one -> needsMore(one, ring)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean needsMore(Method method, Optional<LeasedRing> ring) {
    if (method instanceof Method.Pseudonymize pseudonymize) {
      return ring.filter(leased -> leased.domains().contains(pseudonymize.domain())).isEmpty();
    }
    return method instanceof Method.Encrypt || method instanceof Method.FormatPreserving;
  }

  /**
   * The answer to a call for pseudonyms of values.
   *
   * @param body of the call
   * @return empty when it needs a key that is not leased, or is to be refused
   */
  public Optional<byte[]> compute(
      Caller caller, byte[] body, Function<String, Optional<LeasedRing>> rings) {
    Optional<Values> values = values(body);
    return values.flatMap(
        asked -> rings.apply(asked.policy()).flatMap(ring -> compute(caller, asked, ring)));
  }

  private Optional<Values> values(byte[] body) {
    try {
      return Optional.ofNullable(mapper.readValue(body, Values.class))
          .filter(
              values ->
                  isName(values.policy())
                      && isName(values.category())
                      && isName(values.field())
                      && Objects.nonNull(values.values())
                      && values.values().size() <= PseudonymService.MOST);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String name) {
    return Objects.nonNull(name) && !name.isBlank();
  }

  private Optional<byte[]> compute(Caller caller, Values asked, LeasedRing ring) {
    Reading reading;
    try {
      reading = fields.reading(caller, asked.policy(), asked.category(), asked.field());
    } catch (ServiceException e) {
      return Optional.empty();
    }
    if (!ring.domains().contains(reading.domain())) {
      return Optional.empty();
    }
    String type = reading.rule().type().tokenName();
    Function<String, List<VersionedToken>> every =
        key -> ring.everyPseudonym(reading.domain(), type, key);
    try {
      return Optional.of(
          mapper.writeValueAsBytes(
              new Computed(
                  asked.values().stream()
                      .map(value -> tokens.of(reading, every, value))
                      .toList())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("tokens can always be written", e);
    }
  }
}
