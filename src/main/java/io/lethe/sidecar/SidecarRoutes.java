package io.lethe.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.intake.Intake;
import io.lethe.intake.Outcome;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The API of a sidecar: before any resource, which none of its calls reaches.
 *
 * <p><b>Guarantee</b>: whoever has not connected from and to 127.0.0.1 or ::1, as containers of the
 * same pod do, gets no answer but a refusal, nor does who lacks the token of callers, where there
 * is one; and no call reaches the centre but those of {@link ForwardedCall}.
 */
@Singleton
final class SidecarRoutes {

  /** After the routes that answer failures and bound bodies. */
  private static final int ORDER = Integer.MIN_VALUE + 2;

  private static final String API = "/api/v1/*";

  /** When a call that the centre was needed for may be made again. */
  static final String RETRY_SECONDS = "5";

  private static final Set<ErrorCode> RETRIED =
      Set.of(ErrorCode.SPOOL_FULL, ErrorCode.CENTRE_UNAVAILABLE);

  /** Other loopback addresses are those of proxies: a mesh has 127.0.0.6. */
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

  /** What proxies add to a call. */
  private static final Set<String> PASSED_ON =
      Set.of("forwarded", "x-forwarded-for", "x-real-ip", "via");

  private final Sidecar sidecar;
  private final Intake intake;

  SidecarRoutes(Sidecar sidecar, Intake intake) {
    this.sidecar = sidecar;
    this.intake = intake;
  }

  void install(@Observes Router router) {
    if (sidecar.isConfigured()) {
      router.route(API).order(ORDER).handler(this::handle);
    }
  }

  private void handle(RoutingContext route) {
    try {
      requireLocal(route.request());
      RunningSidecar running = sidecar.running();
      running.callers().require(route.request().getHeader(HttpHeaders.AUTHORIZATION));
      dispatch(route, running);
    } catch (ServiceException e) {
      fail(route, e);
    }
  }

  private void dispatch(RoutingContext route, RunningSidecar running) {
    String call =
        route.request().method() == HttpMethod.POST ? route.normalizedPath() : "another method";
    switch (call) {
      case "/api/v1/transform" ->
          answer(route, intake.answer(route, running.local()::transform), Response.Status.OK);
      case "/api/v1/records" ->
          answer(
              route,
              intake.answer(route, here(running.spooling()::records)),
              Response.Status.ACCEPTED);
      case "/api/v1/events" ->
          answer(
              route,
              intake.answer(route, here(running.spooling()::events)),
              Response.Status.ACCEPTED);
      case "/api/v1/pseudonyms/compute" -> {
        forwarded(route);
        compute(route, running);
      }
      default -> forward(route, forwarded(route), running);
    }
  }

  /** What is not to be passed on is refused before its body is read. */
  private static ForwardedCall forwarded(RoutingContext route) {
    return ForwardedCall.of(route.request().method(), route.request().uri());
  }

  private static void forward(RoutingContext route, ForwardedCall call, RunningSidecar running) {
    running.metrics().forwarded(1);
    if (!call.ordered()) {
      running.forwarding().forward(route);
      return;
    }
    route.request().pause();
    running
        .order()
        .reached()
        .onComplete(
            waited -> {
              if (route.response().closed()) {
                return; // whoever has given up does not expect it to be done
              }
              if (waited.succeeded()) {
                running.forwarding().forward(route);
              } else {
                route.request().resume();
                fail(route, waited.cause());
              }
            });
  }

  /** Goes on where the call is, and not where the disk is written. */
  private static Function<List<JsonNode>, Uni<List<Outcome>>> here(
      Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    Context context = Vertx.currentContext();
    return items -> handler.apply(items).emitOn(task -> context.runOnContext(any -> task.run()));
  }

  private void compute(RoutingContext route, RunningSidecar running) {
    intake
        .body(route)
        .subscribe()
        .with(body -> compute(route, running, body), failure -> fail(route, failure));
  }

  private static void compute(RoutingContext route, RunningSidecar running, Buffer body) {
    Optional<byte[]> answer = running.local().compute(body.getBytes());
    if (answer.isPresent()) {
      route
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8")
          .end(Buffer.buffer(answer.get()));
    } else {
      running.metrics().forwarded(1);
      running.forwarding().forward(route, body);
    }
  }

  private void answer(RoutingContext route, Uni<Response> answer, Response.Status status) {
    answer.subscribe().with(given -> write(route, given, status), failure -> fail(route, failure));
  }

  private static void write(RoutingContext route, Response given, Response.Status status) {
    HttpServerResponse response = route.response();
    response
        .setStatusCode(status.getStatusCode())
        .putHeader(HttpHeaders.CONTENT_TYPE, given.getMediaType().toString());
    if (given.getEntity() instanceof AsyncFile file) {
      response.setChunked(true);
      file.pipeTo(response);
    } else {
      response.end(Buffer.buffer((byte[]) given.getEntity()));
    }
  }

  private static void fail(RoutingContext route, Throwable failure) {
    if (failure instanceof ServiceException known && RETRIED.contains(known.code())) {
      route.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    route.fail(failure);
  }

  /**
   * Refuses a connection from or to another address than the pod's own, and what somebody has
   * passed on.
   *
   * <p><b>Errors</b>: {@code NOT_LOCAL}.
   */
  private static void requireLocal(HttpServerRequest request) {
    requireLocal(request.connection().localAddress());
    requireLocal(request.connection().remoteAddress());
    if (PASSED_ON.stream().anyMatch(request.headers()::contains)) {
      throw new ServiceException(ErrorCode.NOT_LOCAL, "a proxy has passed the call on");
    }
  }

  static void requireLocal(SocketAddress address) {
    try {
      if (address != null
          && LOCAL.contains(InetAddress.getByName(address.hostAddress()).getHostAddress())) {
        return;
      }
    } catch (UnknownHostException e) {
      // Falls through: it is no address.
    }
    throw new ServiceException(ErrorCode.NOT_LOCAL, "the API is for containers of the same pod");
  }
}
