package io.lethe.retention;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked for.
 *
 * @param policy null for every policy
 * @param category null for every category; needs its policy
 * @param dryRun whether to count and touch nothing
 * @param asOf the cut-off, from 1970-01-01 to 9999-01-01; later than now in a dry run only
 * @param spread false to act on a huge backlog at once instead of in parts
 */
public record RunInput(
    @Schema(examples = "sens") @Nullable String policy,
    @Schema(examples = "mandatory") @Nullable String category,
    @Nullable Boolean dryRun,
    @Nullable Instant asOf,
    @Nullable Boolean spread) {

  /** One that spreads what is too much. */
  public RunInput(
      @Nullable String policy,
      @Nullable String category,
      @Nullable Boolean dryRun,
      @Nullable Instant asOf) {
    this(policy, category, dryRun, asOf, null);
  }

  boolean isDryRun() {
    return Boolean.TRUE.equals(dryRun);
  }

  boolean isSpread() {
    return !Boolean.FALSE.equals(spread);
  }
}
