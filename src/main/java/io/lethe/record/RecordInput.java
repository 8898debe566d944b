package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Caller;
import io.lethe.intake.IntakeKey;
import io.lethe.intake.Outcome;
import io.lethe.policy.Attribute;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import io.lethe.subject.SubjectReference;
import io.lethe.time.InstantRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One record as it was sent, before its fields are looked at.
 *
 * @param subject the product's reference
 * @param collectedAt when it says it was collected; empty means now
 * @param attributes its labels, each with a value that the policy accepts; empty when it has none
 * @param key under which it may be sent again
 */
record RecordInput(
    PolicyVersion version,
    Category category,
    String subject,
    Optional<Instant> collectedAt,
    Optional<JsonNode> attributes,
    JsonNode fields,
    Optional<UUID> key) {

  private static final Set<String> KEYS =
      Set.of(
          "reference",
          IntakeKey.NAME,
          "policy",
          "category",
          "subject",
          "collectedAt",
          "attributes",
          "fields");

  /** Reads an item. */
  static Read read(JsonNode item, Caller caller, PolicyCatalog policies, InstantRange range) {
    List<Violation> violations = new ArrayList<>();
    unknownKeys(item, KEYS::contains, ErrorCode.BODY_SHAPE, "", violations);
    String policy = item.path("policy").asText("");
    String category = item.path("category").asText("");
    Optional<PolicyVersion> version = policies.active(policy);
    Optional<Category> found =
        version.flatMap(active -> category(active, category, caller, violations));
    if (version.isEmpty()) {
      violations.add(Violation.of("policy", policies.missing(policy)));
    } else if (!policies.resides(version.get())) {
      violations.add(Violation.of("policy", ErrorCode.RESIDENCY_VIOLATED));
    }
    version.ifPresent(
        active ->
            unknownKeys(
                item.path("attributes"),
                active.document().attributes()::containsKey,
                ErrorCode.ATTRIBUTE_NOT_DECLARED,
                "attributes",
                violations));
    version.ifPresent(active -> attributes(item, active, violations));
    found
        .flatMap(Category::onBehalfOf)
        .filter(of -> !item.path("attributes").has(of.attribute()))
        .ifPresent(
            of ->
                violations.add(
                    Violation.of("attributes." + of.attribute(), ErrorCode.ATTRIBUTE_MISSING)));
    String subject = SubjectReference.of(item.path("subject"));
    if (subject.isEmpty()) {
      violations.add(Violation.of("subject", ErrorCode.SUBJECT_MISSING));
    }
    Optional<Instant> collectedAt = range.read(item.path("collectedAt"));
    if (item.has("collectedAt") && collectedAt.isEmpty()) {
      violations.add(Violation.of("collectedAt", ErrorCode.CLOCK_OUT_OF_RANGE));
    }
    Optional<UUID> key = IntakeKey.read(item, violations);
    return violations.isEmpty()
        ? new Read.Good(
            new RecordInput(
                version.orElseThrow(),
                found.orElseThrow(),
                subject,
                collectedAt,
                Optional.of(item.path("attributes")).filter(sent -> !sent.isEmpty()),
                item.path("fields"),
                key))
        : new Read.Bad(Outcome.rejected(violations));
  }

  private static void attributes(JsonNode item, PolicyVersion version, List<Violation> violations) {
    JsonNode sent = item.path("attributes");
    if (item.has("attributes") && !sent.isObject()) {
      violations.add(Violation.of("attributes", ErrorCode.BODY_SHAPE));
    }
    version
        .document()
        .attributes()
        .forEach(
            (name, attribute) -> {
              if (sent.has(name)) {
                attribute(sent, name, attribute, violations);
              }
            });
  }

  private static void attribute(
      JsonNode sent, String name, Attribute attribute, List<Violation> violations) {
    boolean plain = sent.get(name).isValueNode() && sent.hasNonNull(name);
    String value = sent.get(name).asText();
    String needed = attribute.needs().get(value);
    if (!plain || !attribute.accepts(value)) {
      violations.add(Violation.of("attributes." + name, ErrorCode.ATTRIBUTE_REJECTED));
    } else if (needed != null && !sent.hasNonNull(needed)) {
      violations.add(Violation.of("attributes." + needed, ErrorCode.ATTRIBUTE_MISSING));
    }
  }

  private static Optional<Category> category(
      PolicyVersion version, String name, Caller caller, List<Violation> violations) {
    Category category = version.document().categories().get(name);
    ErrorCode wrong = null;
    if (!caller.covers(version.policy(), name)) {
      wrong = ErrorCode.FORBIDDEN;
    } else if (version.document().excluded().containsKey(name)) {
      wrong = ErrorCode.CATEGORY_EXCLUDED;
    } else if (category == null) {
      wrong = ErrorCode.CATEGORY_UNKNOWN;
    } else if (version.blocks(name)) {
      wrong = ErrorCode.CATEGORY_BLOCKED;
    }
    if (wrong != null) {
      violations.add(Violation.of("category", wrong));
    }
    return Optional.ofNullable(category);
  }

  private static void unknownKeys(
      JsonNode object,
      java.util.function.Predicate<String> known,
      ErrorCode code,
      String path,
      List<Violation> violations) {
    int position = 0;
    for (var names = object.fieldNames(); names.hasNext(); position++) {
      String name = names.next();
      if (!known.test(name)) {
        violations.add(Violation.undeclared(path, name, position, code));
      }
    }
  }

  /** Names neither subject nor fields. */
  @Override
  public String toString() {
    return "RecordInput[policy=" + version.policy() + ", category=" + category.name() + "]";
  }

  /** What reading an item gave. */
  sealed interface Read {
    /** A well-formed record. */
    record Good(RecordInput input) implements Read {}

    /** A refusal. */
    record Bad(Outcome.Rejected outcome) implements Read {}
  }
}
