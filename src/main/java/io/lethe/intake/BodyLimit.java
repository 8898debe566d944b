package io.lethe.intake;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bounds every body but a stream of lines, whose lines are bounded instead: a body that says it is
 * longer is refused before it is read, and one that turns out longer while it is read.
 */
@Singleton
final class BodyLimit {

  /** After the routes that answer failures. */
  private static final int ORDER = Integer.MIN_VALUE + 1;

  private static final int TOO_LARGE = 413;

  private final IntakeConfig config;

  BodyLimit(IntakeConfig config) {
    this.config = config;
  }

  void install(@Observes Router router) {
    router.route().order(ORDER).handler(this::check);
  }

  private void check(RoutingContext context) {
    String type = context.request().getHeader("Content-Type");
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith(Intake.NDJSON)) {
      context.next();
    } else if (length(context.request().getHeader("Content-Length")) > config.body()) {
      context.fail(TOO_LARGE);
    } else {
      context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, (long) config.body());
      context.next();
    }
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
