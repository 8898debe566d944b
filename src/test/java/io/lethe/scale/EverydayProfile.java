package io.lethe.scale;

import io.lethe.retention.FromAutumn2025;
import java.util.HashMap;
import java.util.Map;

/** A service whose jobs look every second for what is to be done. */
public final class EverydayProfile extends FromAutumn2025 {

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
    settings.put("lethe.acts.destroy-every", "1s");
    settings.put("lethe.key-erasure.every", "1s");
    settings.put("lethe.key-erasure.orphans-every", "1s");
    settings.put("lethe.retention.backlog-every", "1s");
    settings.put("lethe.intake.sweep-every", "1s");
    settings.put("lethe.intake.sweep-after", "1s");
    settings.put("lethe.retention.forecast-every", "1s");
    settings.put("lethe.requests.watch-every", "1s");
    return settings;
  }
}
