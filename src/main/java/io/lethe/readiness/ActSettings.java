package io.lethe.readiness;

import io.lethe.act.ActConfig;
import io.lethe.database.LetheConfig;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Says at the start which settings acts lack: a run acts without them, and its acts then name
 * nobody who answers for the destruction.
 *
 * <p><b>Source</b>: Roskomnadzor order 179, point 3.
 */
@Startup
@Singleton
@UnlessBuildProfile(anyOf = {"local", "test"})
final class ActSettings {

  private static final Logger LOG = Logger.getLogger(ActSettings.class);

  ActSettings(ActConfig acts, LetheConfig config) {
    List<String> missing = missing(acts.responsible());
    if (!missing.isEmpty() && config.mode().hasDatabases()) {
      LOG.warnf(
          "Acts are incomplete (order 179) until it is set who answers for them: %s",
          String.join(", ", missing));
    }
  }

  /** The keys that are not set. */
  static List<String> missing(ActConfig.Responsible responsible) {
    return Stream.concat(
            responsible.name().isEmpty() ? Stream.of("lethe.acts.responsible.name") : Stream.of(),
            responsible.position().isEmpty()
                ? Stream.of("lethe.acts.responsible.position")
                : Stream.of())
        .toList();
  }
}
