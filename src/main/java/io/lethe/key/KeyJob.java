package io.lethe.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job over a key ring.
 *
 * @param version that a rotation makes, a rewrap moves to, or that is destroyed
 * @param order how it is to be done
 * @param progress how far it is
 * @param error a code, when it has failed
 * @param owner who works on it; another one each time it is taken up
 */
record KeyJob(
    UUID id,
    Kind kind,
    String ring,
    int version,
    JobState state,
    Order order,
    Progress progress,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String error,
    @Nullable UUID owner) {

  /** A job that nobody works on yet. */
  static KeyJob asked(
      Kind kind, String ring, int version, JobState state, Order order, Instant now) {
    return new KeyJob(
        UUID.randomUUID(),
        kind,
        ring,
        version,
        state,
        order,
        Progress.NONE,
        now,
        null,
        null,
        null,
        null);
  }

  /** What a job does. */
  enum Kind {
    /** Makes a version, waits until every replica has it, and lets it write. */
    ROTATE,
    /** Moves what is stored to the version that writes. */
    REWRAP,
    /** Destroys a version that nothing uses. */
    DESTROY
  }

  /**
   * How a job is to be done.
   *
   * @param approvedBy the second person of a destruction
   * @param reason why the ring is rotated, where it is compromised
   * @param thenRewrap whether a rewrap follows
   * @param rowsPerSecond at most, or null for full speed
   */
  record Order(
      String requestedBy,
      @Nullable String approvedBy,
      @Nullable String reason,
      boolean dryRun,
      boolean compromised,
      boolean thenRewrap,
      @Nullable Integer rowsPerSecond) {

    /** A plain order. */
    static Order of(String requestedBy) {
      return new Order(requestedBy, null, null, false, false, false, null);
    }
  }

  /**
   * How far a job is.
   *
   * @param total rows to move when it began
   * @param census JSON, or null before it began
   * @param exposed JSON, of a compromised version
   * @param source the table being moved
   * @param cursor where the next batch in it begins
   */
  record Progress(
      long total,
      long moved,
      @Nullable String census,
      @Nullable String exposed,
      @Nullable String source,
      @Nullable String cursor) {

    static final Progress NONE = new Progress(0, 0, null, null, null, null);
  }
}
