package io.lethe.readiness;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Says at the start which database of another host is reached without TLS.
 *
 * <p>It is no refusal: a mesh may encrypt what Lethe sends in clear.
 */
@Startup
@Singleton
@UnlessBuildProfile(anyOf = {"local", "test"})
final class DatabaseTransport {

  private static final Logger LOG = Logger.getLogger(DatabaseTransport.class);

  private static final Pattern LOCAL =
      Pattern.compile("[a-z:-]+://([^@/?]*@)?(localhost|127\\.[0-9.]+|\\[::1])?(:\\d+)?(/.*)?");
  private static final Pattern HOST = Pattern.compile("[?&]host(addr)?=");
  private static final Pattern MODE = Pattern.compile("[?&]sslmode=([a-z-]*)");

  /** They check whom they speak with; {@code require} does not, of the driver that migrates. */
  private static final Set<String> PROTECTED = Set.of("verify-ca", "verify-full");

  DatabaseTransport(Config config) {
    List<String> clear =
        Stream.of(
                "quarkus.datasource.reactive.url",
                "quarkus.datasource.jdbc.url",
                "quarkus.datasource.keys.reactive.url",
                "quarkus.datasource.keys.jdbc.url")
            .filter(setting -> inClear(config.getValue(setting, String.class)))
            .toList();
    if (!clear.isEmpty()) {
      LOG.warnf(
          "What goes to the database and comes from it is in clear, unless the network encrypts it:"
              + " no sslmode=verify-full in %s (lethe.database.url, where it is not set apart)",
          String.join(", ", clear));
    }
  }

  /** Whether a connection of this address leaves the host without TLS. */
  static boolean inClear(String url) {
    Matcher mode = MODE.matcher(url);
    boolean local = LOCAL.matcher(url).matches() && !HOST.matcher(url).find();
    return !local && !(mode.find() && PROTECTED.contains(mode.group(1)));
  }
}
