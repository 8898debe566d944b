package io.lethe.retention;

import io.lethe.act.Groups;
import io.lethe.policy.AssessmentView;
import io.lethe.policy.FieldMethod;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A line of the register, with how and why; both are of the version of the policy.
 *
 * @param lastAt when it went on last: a run works in batches, a stream ends later than it begins
 * @param policyVersion that had protected the records, or whose rule destroyed the results
 * @param by who read, or asked for the run
 * @param filter what a reading asked for; null of a run
 * @param rows number of rows; null while a stream goes on, or where its replica died
 * @param methods what was done to each field; empty but of a run that depersonalized
 * @param assessments why these methods suffice, by officers; empty where nobody has said so
 * @param groups how much the category said of people when the run had mixed it
 */
@RegisterForReflection
@Schema(name = "Depersonalization")
record DepersonalizationView(
    UUID id,
    Depersonalization.Operation operation,
    Instant at,
    Instant lastAt,
    String policy,
    String category,
    @Nullable Integer policyVersion,
    @Nullable UUID run,
    @Nullable UUID act,
    String by,
    @Nullable String purpose,
    @Nullable String recipient,
    @Nullable Filter filter,
    @Nullable Long rows,
    List<FieldMethod> methods,
    List<AssessmentView> assessments,
    @Nullable Groups groups) {

  static DepersonalizationView of(
      Depersonalization line,
      List<FieldMethod> methods,
      List<AssessmentView> assessments,
      @Nullable Groups groups) {
    return new DepersonalizationView(
        line.id(),
        line.operation(),
        line.at(),
        line.lastAt(),
        line.policy(),
        line.category(),
        line.policyVersion(),
        line.run(),
        line.act(),
        line.by(),
        line.purpose(),
        line.recipient(),
        line.run() == null ? new Filter(line.after(), line.most()) : null,
        line.rows(),
        methods,
        assessments,
        groups);
  }

  /**
   * What of a category was read.
   *
   * @param after the result after which it began, or null
   * @param limit most rows, or null
   */
  @RegisterForReflection
  @Schema(name = "DepersonalizationFilter")
  record Filter(@Nullable UUID after, @Nullable Integer limit) {}
}
