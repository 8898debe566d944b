package io.lethe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.LocalArtifact;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code POST /transform} of one record beside an endpoint of the same process that answers the
 * JSON that it is sent, by turns, as fast as so many connections can ask; the best turn of each
 * counts.
 */
@Tag("benchmark")
class TransformIT {

  private static final int CONNECTIONS = 16;
  private static final int WARM_UP = 3;
  private static final int TURNS = 5;
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(4);

  @Test
  void transformOfOneRecordBesideAnEcho() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.profile", "local");
    settings.put("lethe.scheduler.enabled", "false");
    settings.put("lethe.database.url", database.url());
    settings.put("lethe.database.username", database.username());
    settings.put("lethe.database.password", database.password());
    try (ProductionProcess service =
            ProductionProcess.start(LocalArtifact.build(), settings, "-Xmx512m").awaitReady();
        Client client = new Client(service.url())) {
      String record = Samples.mandatory(7, "user-7", Instant.now());
      Report report = new Report(2);
      double transform = 0;
      double echo = 0;
      for (int i = 0; i < WARM_UP + TURNS; i++) {
        double ours = client.perSecond("/api/v1/transform", record);
        double theirs = client.perSecond("/dev/echo", record);
        transform = i < WARM_UP ? 0 : Math.max(transform, ours);
        echo = i < WARM_UP ? 0 : Math.max(echo, theirs);
      }
      report.row(
          "`POST /transform` of one record and a JSON echo",
          transform / echo,
          "0.7x",
          String.format(Locale.ROOT, "%,.0f/s", transform),
          String.format(Locale.ROOT, "%,.0f/s", echo));
      report.write();
    }
  }

  /** Asks the same over and over on each connection. */
  private static final class Client implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
        vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    private final URI service;
    private final String token;

    private Client(String url) throws Exception {
      this.service = URI.create(url);
      this.token =
          new RemoteApi(url, null)
              .ask("", "/dev/tokens", "application/json", "{\"role\": \"product\"}")
              .json()
              .path("token")
              .asText();
    }

    private double perSecond(String path, String body) {
      long began = System.nanoTime();
      AtomicInteger done = new AtomicInteger();
      CompletableFuture<?>[] all = new CompletableFuture<?>[CONNECTIONS];
      for (int i = 0; i < CONNECTIONS; i++) {
        all[i] = new CompletableFuture<>();
        again(path, Buffer.buffer(body), began + TURN_NANOS, done, all[i]);
      }
      CompletableFuture.allOf(all).join();
      assertThat(done.get()).isPositive();
      return done.get() * 1e9 / (System.nanoTime() - began);
    }

    private void again(
        String path, Buffer body, long end, AtomicInteger done, CompletableFuture<?> all) {
      http.request(HttpMethod.POST, service.getPort(), service.getHost(), path)
          .compose(
              request ->
                  request
                      .putHeader("Authorization", "Bearer " + token)
                      .putHeader("Content-Type", "application/json")
                      .send(body))
          .compose(answer -> answer.body().map(ignored -> answer.statusCode()))
          .onComplete(
              status -> {
                if (status.failed() || status.result() != 200) {
                  all.completeExceptionally(
                      new AssertionError(path + " answered " + status.result(), status.cause()));
                } else if (System.nanoTime() > end) {
                  all.complete(null);
                } else {
                  done.incrementAndGet();
                  again(path, body, end, done, all);
                }
              });
    }

    @Override
    public void close() {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
