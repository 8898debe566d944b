package io.lethe.retention;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What stops a category of a run before the first row is touched. */
public enum Brake {
  /** The run would act on too great a share of the category's records. */
  SHARE,
  /** It would act on too many. */
  RECORDS,
  /** It would act on far more than the runs before. */
  DEVIATION,
  /** Its cut-off is much later than the last accepted one: a clock may be wrong. */
  CLOCK_JUMP,
  /** A version has just changed the category's terms. */
  COOLING_OFF,
  /** More became due, or another version or calendar came, after the approval. */
  OUTDATED;

  /**
   * A brake that has stopped a category.
   *
   * @param brake which one
   * @param reason what was measured, and its limit
   */
  @RegisterForReflection
  @Schema(name = "TrippedBrake")
  public record Tripped(Brake brake, String reason) {}
}
