package io.lethe.intake;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that says it is longer than the limit, unless it is a stream of lines, whose lines
 * are bounded instead; and lets a client that sends everything before it reads get to the answer,
 * whatever refused its body. ({@link BoundedBody} bounds a body that does not say its length.)
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
    HttpServerRequest request = context.request();
    boolean lines = isOfLines(request.getHeader("Content-Type"));
    if (!lines && length(request.getHeader("Content-Length")) > config.body()) {
      refuse(context);
      return;
    }
    context.addEndHandler(
        ended -> {
          if (!request.isEnded()) {
            Rest.drop(request, () -> {}, () -> request.connection().close());
          }
        });
    context.next();
  }

  /**
   * A client that waits for a go-ahead has sent nothing; any other is answered when it can read.
   */
  private static void refuse(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.getHeader("Expect") != null) {
      context.fail(TOO_LARGE);
      return;
    }
    Rest.drop(
        request,
        () -> context.fail(TOO_LARGE),
        () -> {
          context.addEndHandler(ended -> request.connection().close());
          context.fail(TOO_LARGE);
        });
  }

  private static boolean isOfLines(@Nullable String type) {
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(Intake.NDJSON);
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
