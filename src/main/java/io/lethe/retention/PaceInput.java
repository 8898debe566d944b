package io.lethe.retention;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Positive;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How fast a run is to be from now on; what is left out is as the settings say.
 *
 * @param rowsPerSecond over all replicas
 * @param bytesPerSecond of its rows, likewise
 * @param hours when it acts, as {@code 22:00-06:00}, in the zone of the settings
 */
public record PaceInput(
    @Positive @Nullable Long rowsPerSecond,
    @Positive @Nullable Long bytesPerSecond,
    @Schema(examples = "22:00-06:00") @Nullable String hours) {

  /** Whether the hours can be read. */
  @AssertTrue(message = "hours are two different times of day, as 22:00-06:00")
  @Schema(hidden = true)
  boolean isReadable() {
    return hours == null || Hours.parse(hours).isPresent();
  }

  Limits limits() {
    return new Limits(rowsPerSecond, bytesPerSecond, hours);
  }
}
