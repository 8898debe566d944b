package io.lethe.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.TokenInput;
import io.lethe.key.DataKeys;
import io.lethe.key.KeyRings;
import io.lethe.key.OpenKeys;
import io.lethe.policy.Action;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.RecordPlans;
import io.lethe.record.SealedFields;
import io.lethe.retention.EraseStore.Leftover;
import io.lethe.subject.Clocks;
import io.lethe.transform.Left;
import io.lethe.transform.Mixed;
import io.lethe.transform.RecordPlan;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Works out what the policy's methods leave of the records that are to be depersonalized.
 *
 * <p>A record that cannot be worked out is set aside with its code and stays whole; it does not
 * keep the others.
 */
@ApplicationScoped
class Depersonalizer {

  private static final Logger LOG = Logger.getLogger(Depersonalizer.class);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final PolicyCatalog policies;
  private final RecordPlans plans;
  private final KeyRings rings;
  private final DataKeys dataKeys;
  private final Clocks clocks;
  private final Vertx vertx;

  Depersonalizer(
      PolicyCatalog policies,
      RecordPlans plans,
      KeyRings rings,
      DataKeys dataKeys,
      Clocks clocks,
      Vertx vertx) {
    this.rings = rings;
    this.vertx = vertx;
    this.policies = policies;
    this.plans = plans;
    this.dataKeys = dataKeys;
    this.clocks = clocks;
  }

  /** Whether some version of the category depersonalizes, so that values must be claimed. */
  boolean needsContent(CategoryRef category) {
    return policies.versions(category.policy()).stream()
        .map(version -> version.document().categories().get(category.category()))
        .filter(Objects::nonNull)
        .anyMatch(found -> found.depersonalizes());
  }

  /** The smallest group in which quasi-identifiers are left. */
  int kAtLeast(String policy) {
    return policies.versions(policy).stream()
        .filter(version -> version.state() != PolicyVersion.State.DRAFT)
        .mapToInt(version -> version.document().kAtLeast())
        .max()
        .orElseThrow();
  }

  /** Works out every row whose action is depersonalization, beside the event loop. */
  Uni<Result> work(CategoryRef category, List<Verdict.Act> acts, Instant now) {
    List<Verdict.Act> rows =
        acts.stream().filter(act -> act.reading().rule().then() == Action.DEPERSONALIZE).toList();
    Set<UUID> keys =
        rows.stream()
            .filter(act -> plan(category, act).needsSecretToDepersonalize())
            .map(act -> act.row().keyId())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    if (rows.isEmpty()) {
      return Uni.createFrom().item(new Result(List.of(), List.of()));
    }
    return rings
        .ensure(category.policy())
        .chain(() -> dataKeys.open(category.policy(), keys))
        .chain(
            opened ->
                vertx.executeBlocking(
                    () -> {
                      try (opened) {
                        return work(category, rows, opened, now);
                      }
                    },
                    false));
  }

  private Result work(CategoryRef category, List<Verdict.Act> rows, OpenKeys keys, Instant now) {
    List<Leftover> left = new ArrayList<>(rows.size());
    List<Verdict.Act> failed = new ArrayList<>();
    for (Verdict.Act act : rows) {
      try {
        left.add(leftover(category, act, keys, now));
      } catch (RuntimeException e) {
        LOG.warnf(
            "record %s of %s/%s is set aside: %s",
            act.row().id(),
            category.policy(),
            category.category(),
            e instanceof ServiceException known ? known.code() : e.getClass().getName());
        failed.add(act);
      }
    }
    return new Result(left, failed);
  }

  private Leftover leftover(CategoryRef category, Verdict.Act act, OpenKeys keys, Instant now) {
    Optional<LocalDate> destroyAfter =
        clocks
            .of(category.policy(), act.row().policyVersion(), category.category())
            .destroyAfter(act.facts(), now);
    LocalDate day = destroyAfter.orElseThrow(() -> unreadable(act.row()));
    RecordPlan plan = plan(category, act);
    ObjectNode secret =
        plan.needsSecretToDepersonalize()
            ? secret(act.row(), keys)
            : JsonNodeFactory.instance.objectNode();
    Left left = plan.depersonalize(view(act.row()), secret);
    return new Leftover(
        person(category, act.row().subject()),
        left.quasi().toString(),
        left.rest().toString(),
        left.mixed().isEmpty() ? null : mixed(category, left.mixed()).toString(),
        day);
  }

  /** What is only counted waits as a tag: it may be a token of the person. */
  private ObjectNode mixed(CategoryRef category, ObjectNode parts) {
    parts
        .properties()
        .forEach(
            part -> {
              if (Mixed.Statistic.COUNT.how().equals(part.getValue().path("how").textValue())) {
                byte[] value =
                    TokenInput.of("count", part.getKey(), part.getValue().path("value").toString());
                ((ObjectNode) part.getValue()).put("value", tag(category, value));
              }
            });
    return parts;
  }

  private byte[] person(CategoryRef category, UUID subject) {
    return tag(category, TokenInput.of("person", subject.toString()));
  }

  private byte[] tag(CategoryRef category, byte[] input) {
    return rings.of(category.policy()).mixing(category.category(), input);
  }

  private static ObjectNode secret(Claimed row, OpenKeys keys) {
    UUID keyId = row.keyId();
    byte[] sealed = row.sealed();
    if (keyId == null || sealed == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    return SealedFields.open(row.id(), keyId, keys.require(keyId), sealed);
  }

  private static ObjectNode view(Claimed row) {
    try {
      return (ObjectNode) JSON.readTree(row.data());
    } catch (JsonProcessingException | ClassCastException e) {
      throw unreadable(row);
    }
  }

  private static ServiceException unreadable(Claimed row) {
    return new ServiceException(
        ErrorCode.RECORD_UNREADABLE, "record " + row.id() + " cannot be depersonalized");
  }

  private RecordPlan plan(CategoryRef category, Verdict.Act act) {
    return plans.of(category.policy(), act.row().policyVersion(), category.category());
  }

  /**
   * What was worked out.
   *
   * @param left in no promised order; nothing in it names its record
   * @param failed rows that stay as they are
   */
  record Result(List<Leftover> left, List<Verdict.Act> failed) {}
}
