package io.lethe.statement;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was done under a policy in a month of its zone.
 *
 * @param month such as 2026-10
 * @param until exclusive
 * @param measuredAt when it was made; what is left is what was left then
 * @param kept what held and blocked records, as the last run of the month over everything met it
 * @param setAside records that cannot be acted on, by category
 * @param results what became of results of depersonalization
 * @param reidentifications how often originals were asked for
 * @param keyJobs key jobs that were completed, by kind
 * @param acts of the month
 */
@RegisterForReflection
@Schema(name = "Statement")
record Statement(
    UUID id,
    String policy,
    String month,
    Instant from,
    Instant until,
    Instant measuredAt,
    List<CategoryLine> categories,
    List<Kept> kept,
    List<Count> setAside,
    Restraints holds,
    Restraints blocks,
    Requests requests,
    Incidents incidents,
    List<Results> results,
    long reidentifications,
    List<Count> keyJobs,
    List<ActLine> acts) {

  /**
   * Records of a category.
   *
   * @param due what was done, and what is left
   * @param replacedValues values that rectifications had replaced, destroyed
   * @param left records that were due by the end of the month and are still there
   * @param beyondDeadline of these, past the longest time that any rule allows
   * @param oldestDueAt of these, since when the first one is due
   */
  @RegisterForReflection
  @Schema(name = "StatementCategory")
  record CategoryLine(
      String category,
      long due,
      long destroyed,
      long depersonalized,
      long replacedValues,
      long left,
      long beyondDeadline,
      @Nullable Instant oldestDueAt) {}

  /** What a hold or a block kept. */
  @RegisterForReflection
  @Schema(name = "StatementKept")
  record Kept(String category, String restraint, UUID id, long records) {}

  /** How many of what. */
  @RegisterForReflection
  @Schema(name = "StatementCount")
  record Count(String what, long count) {}

  /** Holds, or blocks: {@code inForce} at the end of the month. */
  @RegisterForReflection
  @Schema(name = "StatementRestraints")
  record Restraints(long placed, long released, long inForce) {}

  /**
   * What people asked.
   *
   * @param open at the end of the month, the first deadline first; 1000 at most
   */
  @RegisterForReflection
  @Schema(name = "StatementRequests")
  record Requests(long received, long answered, long answeredLate, long overdue, List<Open> open) {}

  /** A request that waits. */
  @RegisterForReflection
  @Schema(name = "StatementRequest")
  record Open(UUID id, String type, @Nullable LocalDate deadline, boolean overdue) {}

  /** Incidents: {@code lateNotices} were not sent in their hours, or not at all. */
  @RegisterForReflection
  @Schema(name = "StatementIncidents")
  record Incidents(long noted, long closed, long lateNotices) {}

  /** What was done with results of a category. */
  @RegisterForReflection
  @Schema(name = "StatementResults")
  record Results(String category, String operation, long times, long rows) {}

  /** An act with its hash. */
  @RegisterForReflection
  @Schema(name = "StatementAct")
  record ActLine(UUID id, Instant createdAt, String hash) {}
}
