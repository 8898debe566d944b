package io.lethe.retention;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service on the morning of 2025-09-10 in Moscow, acting only when it is asked to. */
public class FromAutumn2025 implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "lethe.clock.start", "2025-09-10T06:00:00Z",
        "lethe.scheduler.enabled", "false",
        "lethe.retention.brakes.max-share", "1",
        "lethe.retention.brakes.max-deviation", "1000000",
        "lethe.retention.batch-size", "20",
        "lethe.retention.measure-rows", "40");
  }
}
