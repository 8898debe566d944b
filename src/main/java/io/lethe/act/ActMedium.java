package io.lethe.act;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A medium that was destroyed by hand.
 *
 * <p><b>Source</b>: Roskomnadzor order 179 of 28.10.2022, point 3.
 *
 * @param category of the act, which the policy says is on paper
 * @param medium its name
 * @param sheets number of sheets
 * @param method how
 * @param name full name of who destroyed it
 * @param position of who destroyed it
 */
@RegisterForReflection
@Schema(name = "ActMedium")
record ActMedium(
    @NotBlank @Size(max = 100) String category,
    @NotBlank @Size(max = 200) @Schema(examples = "customer's file") String medium,
    @Min(1) @Max(10_000_000) int sheets,
    @NotBlank @Size(max = 200) @Schema(examples = "shredded, DIN 66399 P-4") String method,
    @NotNull Instant destroyedAt,
    @NotBlank @Size(max = 200) @Schema(examples = "A. Petrova") String name,
    @NotBlank @Size(max = 200) @Schema(examples = "archivist") String position) {

  /** Names nobody. */
  @Override
  public String toString() {
    return "ActMedium[category=" + category + "]";
  }
}
