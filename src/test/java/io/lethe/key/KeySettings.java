package io.lethe.key;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The settings of keys as the service reads them, without the service. */
final class KeySettings {

  private KeySettings() {}

  /** With these under {@code lethe.keys.}; a keystore that nobody reads unless it is given. */
  static KeysConfig of(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("lethe.keys.keystore.path", "/nowhere");
    all.put("lethe.keys.keystore.password", "unused");
    settings.forEach((name, value) -> all.put("lethe.keys." + name, value));
    return new SmallRyeConfigBuilder()
        .withMapping(KeysConfig.class)
        .withConverter(Duration.class, 200, new DurationConverter())
        .withSources(new PropertiesConfigSource(all, "test", 100))
        .build()
        .getConfigMapping(KeysConfig.class);
  }
}
