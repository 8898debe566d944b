package io.lethe;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Gives every application under test the settings of a local build.
 *
 * <p>A profile's own file counts only beside the main one, which stands elsewhere here.
 */
public final class LocalSettings implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    Properties local = new Properties();
    try (InputStream file =
        LocalSettings.class.getResourceAsStream("/application-local.properties")) {
      local.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new HashMap<>();
    local.stringPropertyNames().forEach(name -> settings.put(name, local.getProperty(name)));
    settings.put("quarkus.http.test-port", "0");
    return settings;
  }

  @Override
  public void stop() {
    // Settings end with the application.
  }
}
