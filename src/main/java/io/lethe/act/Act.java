package io.lethe.act;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An act of destruction, one per run and policy.
 *
 * <p>Subjects appear by reference: the event-log export lists them by Lethe's opaque keys.
 *
 * <p><b>Source</b>: Roskomnadzor order 179 of 28.10.2022, points 3 to 5.
 *
 * @param responsible who destroyed; the act is signed by them
 * @param paper what of it is on paper too, and is destroyed by hand
 * @param kept what was due and was held or blocked, a line per category and hold or block
 * @param destruction what was done, a line per rule
 * @param timeTables what of it went with the time tables that it was in
 * @param depersonalization how much the depersonalized data of each category that the run
 *     depersonalized says of people, when the run had mixed it
 * @param dataKeysDestroyed number of data keys destroyed with their last record
 * @param readBack what was found of it afterwards
 * @param eventLog what binds the event-log export; none in acts of versions that did not
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Act(
    UUID id,
    UUID runId,
    Instant createdAt,
    String policy,
    Operator operator,
    Responsible responsible,
    String informationSystem,
    String processing,
    String subjects,
    List<String> categories,
    List<Paper> paper,
    Counts counts,
    List<Kept> kept,
    List<Destruction> destruction,
    List<TimeTable> timeTables,
    List<Groups> depersonalization,
    long dataKeysDestroyed,
    ReadBack readBack,
    ResidualCopies residualCopies,
    @Nullable EventLog eventLog) {

  /** Point 3(1): the operator. */
  @RegisterForReflection
  record Operator(@Nullable String name, @Nullable String address) {}

  /** Point 3(4): who destroyed. */
  @RegisterForReflection
  record Responsible(@Nullable String name, @Nullable String position, String requestedBy) {}

  /**
   * A category that is on paper too.
   *
   * @param medium as the policy calls it
   */
  @RegisterForReflection
  record Paper(String category, String medium, String clause) {}

  /** Records by what became of them; held, blocked and failed ones are as they were. */
  @RegisterForReflection
  record Counts(
      long selected,
      long destroyed,
      long depersonalized,
      long held,
      long blocked,
      long failed,
      long replacedValues) {}

  /**
   * What a hold or a block kept as it is; a record that several keep counts for each.
   *
   * @param restraint HOLD or BLOCK
   * @param over what it is over; a person is not named
   * @param authority who ordered it, or null when it was not said
   * @param endsAt when it ends by itself, or null
   * @param records number of records of the category
   */
  @RegisterForReflection
  record Kept(
      String category,
      String restraint,
      UUID id,
      String over,
      @Nullable String authority,
      String reason,
      @Nullable Instant endsAt,
      long records) {}

  /**
   * What one rule has done.
   *
   * @param reason the rule and the clause it comes from
   * @param policyVersion the version whose rule it is
   * @param policyHash SHA-256 of that version's text, in hexadecimal
   * @param protectedBy the version that had protected the records; the fields are its
   * @param records number of records
   * @param subjects number of persons; 0 where depersonalized data was destroyed; where time tables
   *     were dropped, the sum of those of each
   */
  @RegisterForReflection
  record Destruction(
      String category,
      List<String> fields,
      String action,
      String method,
      String reason,
      String clause,
      int policyVersion,
      String policyHash,
      int protectedBy,
      long records,
      long subjects,
      Instant first,
      Instant last) {}

  /**
   * A time table that was dropped as a whole: all that was collected from one instant to another.
   *
   * @param until exclusive
   * @param firstId the id before every other of the table
   * @param lastId exclusive
   * @param root RFC 6962 tree hash over the ids of its records, in hexadecimal
   */
  @RegisterForReflection
  @Schema(name = "DestroyedTimeTable")
  record TimeTable(
      String category,
      Instant from,
      Instant until,
      UUID firstId,
      UUID lastId,
      long records,
      long subjects,
      String root) {}

  /**
   * Copies that are left.
   *
   * @param backupsGoneBy the day by which the operator's backups have aged out
   */
  @RegisterForReflection
  record ResidualCopies(String statement, LocalDate backupsGoneBy) {}

  /**
   * The event-log export as it was when the act was written.
   *
   * @param lines of persons' data, without the header
   * @param sha256 of the export as CSV, in hexadecimal
   * @param root RFC 6962 tree hash over its lines, without the header and the ends of lines, in
   *     hexadecimal
   */
  @RegisterForReflection
  @Schema(name = "BoundEventLog")
  record EventLog(long lines, String sha256, String root) {}
}
