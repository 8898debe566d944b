package io.lethe.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.intake.IntakeConfig;
import io.lethe.policy.PolicyCatalog;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;

/** Answers by the policies of a catalog, with the limits that nobody has set. */
public final class MemoryAnswers {

  private MemoryAnswers() {}

  /** Those by a catalog. */
  public static LeasedAnswers of(PolicyCatalog policies) {
    IntakeConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(IntakeConfig.class)
            .build()
            .getConfigMapping(IntakeConfig.class);
    return new LeasedAnswers(
        policies,
        new RecordPlans(policies, config),
        new PseudonymFields(policies),
        config,
        new ObjectMapper());
  }
}
