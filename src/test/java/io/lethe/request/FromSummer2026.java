package io.lethe.request;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service on a noon in June 2026 in Moscow, with all five policies, acting when asked to. */
public class FromSummer2026 implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "lethe.clock.start", "2026-06-15T09:00:00Z",
        "lethe.scheduler.enabled", "false",
        "lethe.requests.watch-every", "1s",
        "lethe.operators.unnamed_app.name", "Sample LLC",
        "lethe.operators.unnamed_app.address", "1 Sample Street");
  }
}
