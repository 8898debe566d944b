package io.lethe.policy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The job that brings the due dates of existing records down to what an activated version, or a
 * changed calendar, says.
 *
 * @param calendar the calendar that was added to, or null when it follows an activation
 * @param epoch the number of activations and of tables added to calendars with this one
 * @param total records of the categories that it changes, when it began
 * @param done how many of them it has looked at
 * @param lowered how many had a later due date
 * @param after the last record that it has looked at, or null before the first
 * @param error a code, when it has failed
 * @param owner who works on it; another one each time it is taken up
 */
public record Recompute(
    long id,
    String policy,
    int version,
    @Nullable String calendar,
    int epoch,
    State state,
    long total,
    long done,
    long lowered,
    @Nullable UUID after,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String error,
    @Nullable UUID owner) {

  /** What the ledger says of it when it is done. */
  public Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("policy", policy);
    entry.put("version", version);
    if (calendar != null) {
      entry.put("calendar", calendar);
    }
    entry.put("records", done);
    entry.put("lowered", lowered);
    return entry;
  }

  /** Where the job is in its life. */
  @Schema(name = "RecomputeState")
  public enum State {
    /** Waits for a replica. */
    QUEUED,
    /** A replica works on it; another takes over when its heartbeat stops. */
    RUNNING,
    /** No record has a later due date than the version says. */
    COMPLETED,
    /** It could not be done; it is taken up again after a while. */
    FAILED
  }
}
