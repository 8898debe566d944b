package io.lethe.sidecar;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Passes a call on to the centre as it is, with the pod's token, and its answer back.
 *
 * <p><b>Guarantee</b>: neither body is held whole.
 */
final class Forwarding {

  /** Of one connection (RFC 9110, section 7.6.1), of the caller alone, or of who passed it on. */
  private static final Set<String> DROPPED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "authorization",
          "cookie",
          "expect",
          "forwarded",
          "via",
          "x-real-ip");

  private static final String PASSED_ON = "x-forwarded-";
  private static final String CONNECTION = "connection";

  private static final String LENGTH = "content-length";

  /** Of another body no length is told where the caller speaks HTTP/2. */
  private static final Set<HttpMethod> BODILESS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS);

  private final CentreClient centre;

  Forwarding(CentreClient centre) {
    this.centre = centre;
  }

  /** Passes a call on whose body nobody has read. */
  void forward(RoutingContext route) {
    HttpServerRequest call = route.request();
    call.pause();
    begin(
        route,
        request -> {
          boolean untold = !request.headers().contains(LENGTH);
          request.setChunked(untold && !BODILESS.contains(call.method()));
          call.pipeTo(request).onFailure(broken -> request.reset());
        });
  }

  /** Passes a call on whose body was read. */
  void forward(RoutingContext route, Buffer body) {
    begin(
        route,
        request -> {
          request.putHeader(LENGTH, Integer.toString(body.length()));
          request.end(body);
        });
  }

  private void begin(RoutingContext route, Consumer<HttpClientRequest> body) {
    HttpServerRequest call = route.request();
    centre
        .request(call.method(), call.uri())
        .onFailure(failure -> fail(route, failure))
        .onSuccess(
            request -> {
              head(route, request);
              body.accept(request);
            });
  }

  private void head(RoutingContext route, HttpClientRequest request) {
    copy(route.request().headers(), request.headers());
    request
        .response()
        .onFailure(failure -> fail(route, failure))
        .onSuccess(answer -> answer(route, answer));
    route.addEndHandler(
        end -> {
          if (end.failed()) {
            request.reset();
          }
        });
  }

  private void answer(RoutingContext route, HttpClientResponse answer) {
    HttpServerResponse response = route.response();
    centre.told(answer.statusCode());
    response.setStatusCode(answer.statusCode());
    copy(answer.headers(), response.headers());
    response.setChunked(!response.headers().contains(LENGTH));
    answer.pipeTo(response).onFailure(broken -> route.request().connection().close());
  }

  /** Of an answer that has begun nothing can be taken back. */
  private static void fail(RoutingContext route, Throwable failure) {
    if (route.response().headWritten()) {
      route.request().connection().close();
    } else if (!route.failed()) {
      route.response().putHeader(HttpHeaders.RETRY_AFTER, SidecarRoutes.RETRY_SECONDS);
      route.fail(CentreClient.silent(failure));
    }
  }

  private static void copy(MultiMap from, MultiMap to) {
    Set<String> named = named(from);
    from.forEach(
        header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          if (!DROPPED.contains(name) && !named.contains(name) && !name.startsWith(PASSED_ON)) {
            to.add(header.getKey(), header.getValue());
          }
        });
  }

  /** Headers that are of the connection since it says so. */
  private static Set<String> named(MultiMap headers) {
    return headers.getAll(CONNECTION).stream()
        .flatMap(names -> Arrays.stream(names.split(",")))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
