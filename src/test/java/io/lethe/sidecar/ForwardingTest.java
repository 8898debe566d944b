package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.problem.ServiceException;
import io.lethe.sidecar.CentreDouble.Answer;
import io.lethe.sidecar.CentreDouble.Call;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardingTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;
  private CentreDouble centre;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    centre = CentreDouble.start();
    TestSettings settings =
        TestSettings.of(centre.url(), Files.writeString(directory.resolve("token"), "pod"));
    Forwarding forwarding = new Forwarding(CentreClient.open(settings, true, vertx));
    Router router = Router.router(vertx);
    router
        .route()
        .handler(forwarding::forward)
        .failureHandler(
            route ->
                route
                    .response()
                    .setStatusCode(((ServiceException) route.failure()).code().status())
                    .end(((ServiceException) route.failure()).code().name()));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void close() {
    centre.close();
    vertx.close();
  }

  private HttpResponse<String> call(
      HttpClient.Version version, String method, String path, BodyPublisher body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .version(version)
            .header("Authorization", "Bearer of-the-product")
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  /** A body whose length is not told. */
  private static BodyPublisher untold(String body) {
    return BodyPublishers.ofByteArrays(Stream.of(body.getBytes(StandardCharsets.UTF_8)).toList());
  }

  @ParameterizedTest
  @EnumSource
  void callAndAnswerGoAsTheyAreWithTheTokenOfThePod(HttpClient.Version version) throws Exception {
    // Given
    centre.answer(call -> new Answer(call.method().equals("GET") ? 200 : 418, call.body() + "!"));

    // When
    HttpResponse<String> read = call(version, "GET", "/a/b?c=d%20e&f", BodyPublishers.noBody());
    HttpResponse<String> told = call(version, "PATCH", "/p", BodyPublishers.ofString("{}"));
    HttpResponse<String> untold = call(version, "POST", "/p", untold("[1]"));

    // Then
    assertThat(List.of(read.body(), told.body(), untold.body()))
        .containsExactly("!", "{}!", "[1]!");
    assertThat(List.of(read.statusCode(), told.statusCode(), untold.statusCode()))
        .containsExactly(200, 418, 418);
    assertThat(read.headers().firstValue("X-Centre")).contains("yes");
    assertThat(centre.calls())
        .containsExactly(
            new Call("GET", "/a/b?c=d%20e&f", "Bearer pod", ""),
            new Call("PATCH", "/p", "Bearer pod", "{}"),
            new Call("POST", "/p", "Bearer pod", "[1]"));
  }

  @Test
  void largeBodyGoesBothWays() throws Exception {
    // Given
    String large = "x".repeat(5_000_000);
    centre.answer(call -> new Answer(200, call.body()));

    // When
    HttpResponse<String> answer =
        call(HttpClient.Version.HTTP_1_1, "POST", "/p", BodyPublishers.ofString(large));

    // Then
    assertThat(answer.body()).hasSize(large.length()).isEqualTo(large);
  }

  @Test
  void headersOfTheConnectionAndOfProxiesStay() {
    // When
    vertx
        .createHttpClient()
        .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/p")
        .compose(
            request ->
                request
                    .putHeader("Connection", "keep-alive, X-Hop")
                    .putHeader("X-Hop", "1")
                    .putHeader("X-Forwarded-For", "10.0.0.1")
                    .putHeader("X-Forwarded-Host", "other")
                    .putHeader("Forwarded", "for=10.0.0.1")
                    .putHeader("X-Kept", "1")
                    .send())
        .compose(HttpClientResponse::body)
        .toCompletionStage()
        .toCompletableFuture()
        .join();

    // Then
    assertThat(centre.headers().containsKey("X-Kept")).isTrue();
    for (String gone : List.of("X-Hop", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded")) {
      assertThat(centre.headers().containsKey(gone)).as(gone).isFalse();
    }
  }

  @Test
  void silentCentreIsUnavailable() throws Exception {
    // Given
    centre.close();

    // When
    HttpResponse<String> answer =
        call(HttpClient.Version.HTTP_1_1, "POST", "/p", BodyPublishers.ofString("{}"));

    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("CENTRE_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }
}
