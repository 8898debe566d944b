package io.lethe.policy;

import io.lethe.time.Calendars;
import java.time.Instant;
import java.util.Optional;

/** The packs as active versions, without a database. */
public final class PackVersions {

  private PackVersions() {}

  /** A pack whose operator was configured. */
  public static PolicyVersion of(String name) {
    PolicyReview review =
        PolicyReview.of(
            PolicyPacks.yaml(name),
            new Operator(Optional.of("Sample LLC"), Optional.of("1 Sample Street")),
            new Calendars());
    return new PolicyVersion(
        name,
        1,
        "",
        review.document().orElseThrow(),
        PolicyVersion.State.ACTIVE,
        review.findings(),
        "test",
        Instant.EPOCH,
        Optional.of(Instant.EPOCH));
  }
}
