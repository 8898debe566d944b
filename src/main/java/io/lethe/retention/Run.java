package io.lethe.retention;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A retention run.
 *
 * @param policy null for every policy
 * @param category null for every category
 * @param asOf the cut-off that was asked for, or null for now
 * @param cutoff what was due at this instant is acted on; null while queued
 * @param held records of the last pass that a legal hold kept, likewise blocked and failed
 * @param closing whether its last batch has committed: only keys and acts are left to do
 * @param broken whether some of its work failed again and again, and was left
 * @param leftByPolicy what the last pass left as it was, by policy, as JSON text
 * @param due records that are due of what it acts on, at most; null before it has counted them
 * @param rest the run that acts on what no brake has stopped of this one
 * @param pace how fast it was told to be
 * @param spread whether it may leave a part of a huge backlog for the runs that follow
 * @param postponed records that it has left for them
 * @param postponedUntil by when they will have acted on these; null where there are none
 */
record Run(
    UUID id,
    RunState state,
    String requestedBy,
    boolean dryRun,
    @Nullable String policy,
    @Nullable String category,
    @Nullable Instant asOf,
    @Nullable Instant cutoff,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long destroyed,
    long depersonalized,
    long held,
    long blocked,
    long failed,
    @Nullable String error,
    boolean closing,
    boolean broken,
    @Nullable String leftByPolicy,
    @Nullable UUID rest,
    @Nullable Long due,
    Limits pace,
    boolean spread,
    long postponed,
    @Nullable Instant postponedUntil) {

  /** One that nobody has taken up. */
  static Run queued(String by, RunInput input, Instant now) {
    return new Run(
        UUID.randomUUID(),
        RunState.QUEUED,
        by,
        input.isDryRun(),
        input.policy(),
        input.category(),
        input.asOf(),
        null,
        now,
        null,
        null,
        0,
        0,
        0,
        0,
        0,
        null,
        false,
        false,
        null,
        null,
        null,
        new Limits(null, null, null),
        input.isSpread(),
        0,
        null);
  }

  /** What was asked for. */
  RunInput input() {
    return new RunInput(policy, category, dryRun, asOf, spread);
  }

  /** What the ledger says of it when it is asked for. */
  Map<String, Object> entry() {
    return Map.of(
        "run", id.toString(), "requestedBy", requestedBy, "dryRun", dryRun, "spread", spread);
  }

  /** Records that it acts on at most; null before it has counted them. */
  @Nullable Long most() {
    return due == null ? null : Long.valueOf(Math.max(0, due - postponed));
  }

  long selected() {
    return destroyed + depersonalized + held + blocked + failed;
  }
}
