package io.lethe.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lethe.key.Exposures.Exposure;
import io.lethe.key.KeyedRows.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job as callers see it.
 *
 * @param version that a rotation makes, a rewrap moves to, or that is destroyed
 * @param total rows to move when it began
 * @param moved rows moved; a dry run moves none
 * @param rowsPerSecond since it began, pauses included
 * @param etaSeconds until all is moved, at that rate; null when it cannot be told
 * @param census rows under each version when it began
 * @param exposed what a compromised version had protected
 * @param error a code, when it has failed
 */
@Schema(name = "KeyJob")
@JsonInclude(JsonInclude.Include.ALWAYS)
public record KeyJobView(
    UUID id,
    String kind,
    String ring,
    int version,
    JobState state,
    boolean dryRun,
    boolean compromised,
    @Nullable String reason,
    String requestedBy,
    @Nullable String approvedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long total,
    long moved,
    @Nullable Integer limitPerSecond,
    @Nullable Long rowsPerSecond,
    @Nullable Long etaSeconds,
    List<Use> census,
    List<Exposure> exposed,
    @Nullable String error) {

  static KeyJobView of(KeyJob job, Instant now) {
    Long rate = rate(job, now);
    return new KeyJobView(
        job.id(),
        job.kind().name(),
        job.ring(),
        job.version(),
        job.state(),
        job.order().dryRun(),
        job.order().compromised(),
        job.order().reason(),
        job.order().requestedBy(),
        job.order().approvedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.progress().total(),
        job.progress().moved(),
        job.order().rowsPerSecond(),
        rate,
        eta(job, rate),
        JobText.census(job.progress().census()),
        JobText.exposed(job.progress().exposed()),
        job.error());
  }

  private static @Nullable Long rate(KeyJob job, Instant now) {
    Instant began = job.startedAt();
    if (began == null || job.progress().moved() == 0) {
      return null;
    }
    Instant ended = job.finishedAt() == null ? now : job.finishedAt();
    long millis = Math.max(1, Duration.between(began, ended).toMillis());
    return job.progress().moved() * 1_000 / millis;
  }

  private static @Nullable Long eta(KeyJob job, @Nullable Long rate) {
    if (job.finishedAt() != null || rate == null || rate == 0) {
      return null;
    }
    return Math.max(0, job.progress().total() - job.progress().moved()) / rate;
  }
}
