package io.lethe.retention;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A category that a run does not touch before a second person has approved it.
 *
 * @param brakes why
 * @param records that the run would act on; the approval is for no more
 * @param epoch of the policy's versions and calendars by which they were counted; the approval is
 *     for no other
 * @param approvedBy who has approved it, or null
 */
@RegisterForReflection
@Schema(name = "BrakedCategory")
public record Braked(
    String policy,
    String category,
    List<Brake.Tripped> brakes,
    long records,
    int epoch,
    @Nullable String approvedBy,
    @Nullable Instant approvedAt) {

  public Braked {
    brakes = List.copyOf(brakes);
  }

  CategoryRef ref() {
    return new CategoryRef(policy, category);
  }
}
