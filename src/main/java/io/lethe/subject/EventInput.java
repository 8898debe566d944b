package io.lethe.subject;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.intake.IntakeKey;
import io.lethe.intake.Outcome;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import io.lethe.time.InstantRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One event as it was sent.
 *
 * @param subject the product's reference
 * @param purpose empty for all purposes
 * @param key under which it may be sent again
 */
record EventInput(
    String policy, String subject, String type, Instant at, String purpose, Optional<UUID> key) {

  /** Names no subject. */
  @Override
  public String toString() {
    return "EventInput[policy=" + policy + ", type=" + type + "]";
  }

  private static final Set<String> KEYS =
      Set.of("reference", IntakeKey.NAME, "policy", "subject", "type", "at", EventPurpose.NAME);

  /** Reads an item. */
  static Read read(JsonNode item, PolicyCatalog policies, InstantRange range) {
    List<Violation> violations = new ArrayList<>();
    int position = 0;
    for (var names = item.fieldNames(); names.hasNext(); position++) {
      String name = names.next();
      if (!KEYS.contains(name)) {
        violations.add(Violation.undeclared("", name, position, ErrorCode.BODY_SHAPE));
      }
    }
    String policy = item.path("policy").asText("");
    String type = item.path("type").asText("");
    String purpose = item.path(EventPurpose.NAME).asText("");
    violations.addAll(EventPurpose.refusals(item));
    String subject = SubjectReference.of(item.path("subject"));
    Optional<PolicyVersion> version = policies.active(policy);
    if (version.isEmpty()) {
      violations.add(Violation.of("policy", policies.missing(policy)));
    } else if (PolicyDocument.MADE_BY_THE_SERVICE.contains(type)
        || policies.published(policy).noneMatch(known -> known.document().declaresEvent(type))) {
      violations.add(Violation.of("type", ErrorCode.EVENT_NOT_DECLARED));
    } else if (!purpose.isEmpty()
        && policies
            .published(policy)
            .noneMatch(known -> known.document().purposes().containsKey(purpose))) {
      violations.add(Violation.of(EventPurpose.NAME, ErrorCode.PURPOSE_NOT_ALLOWED));
    }
    if (subject.isEmpty()) {
      violations.add(Violation.of("subject", ErrorCode.SUBJECT_MISSING));
    }
    Optional<Instant> at = range.read(item.path("at"));
    if (at.isEmpty()) {
      violations.add(Violation.of("at", ErrorCode.CLOCK_OUT_OF_RANGE));
    }
    Optional<UUID> key = IntakeKey.read(item, violations);
    return violations.isEmpty()
        ? new Read.Good(new EventInput(policy, subject, type, at.orElseThrow(), purpose, key))
        : new Read.Bad(Outcome.rejected(violations));
  }

  /** What reading an item gave. */
  sealed interface Read {
    /** A well-formed event. */
    record Good(EventInput event) implements Read {}

    /** A refusal. */
    record Bad(Outcome outcome) implements Read {}
  }
}
