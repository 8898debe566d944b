package io.lethe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.access.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Products at work, at a steady rate whatever becomes of the answers: a record received, one
 * transformed, a decision asked for.
 *
 * <p>A time counts from when its request was to be sent, so that a stalled service cannot hide what
 * it did to those that came after.
 */
final class Foreground {

  private static final int PER_SECOND = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String service;
  private final String token;
  private final AtomicInteger number = new AtomicInteger();

  Foreground(RemoteApi api) {
    this.service = api.url();
    this.token = api.token(Role.PRODUCT);
  }

  /** The 99th percentile while this holds, and for so many requests at least. */
  Duration p99(int atLeast, BooleanSupplier goesOn) throws InterruptedException {
    Queue<Long> times = new ConcurrentLinkedQueue<>();
    Queue<String> failed = new ConcurrentLinkedQueue<>();
    AtomicLong open = new AtomicLong();
    long began = System.nanoTime();
    int sent = 0;
    while (sent < atLeast || goesOn.getAsBoolean()) {
      long due = began + sent * 1_000_000_000L / PER_SECOND;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
      }
      open.incrementAndGet();
      send(sent)
          .whenComplete(
              (answer, failure) -> {
                times.add(System.nanoTime() - due);
                if (failure != null) {
                  failed.add(failure.toString());
                }
                open.decrementAndGet();
              });
      sent++;
    }
    while (open.get() > 0) {
      Thread.onSpinWait();
    }
    assertThat(failed).isEmpty();
    return Duration.ofNanos(
        times.stream().sorted().skip((long) Math.ceil(sent * 0.99) - 1).findFirst().orElseThrow());
  }

  private CompletableFuture<?> send(int turn) {
    int i = number.incrementAndGet();
    return switch (turn % 3) {
      case 0 -> post("/api/v1/records", record(i));
      case 1 -> post("/api/v1/transform", record(i));
      default ->
          post(
              "/api/v1/decisions",
              RemoteApi.write(
                  Map.of(
                      "policy", "sens",
                      "category", "mandatory",
                      "action", "use",
                      "purpose", "account")));
    };
  }

  private static String record(int i) {
    return Samples.mandatory(i, "visitor-" + i, Instant.now());
  }

  private CompletableFuture<?> post(String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .thenAccept(
            answer -> {
              if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                    path + " answered " + answer.statusCode() + " " + answer.body());
              }
            });
  }
}
