package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Eventually;
import io.lethe.RemoteApi.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand calls of a product to its sidecar, across an outage of the centre. */
@Tag("slow")
class SidecarOutageIT {

  private static final int CALLS = 10_000;
  private static final int CALLERS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path directory;

  private final AtomicInteger called = new AtomicInteger();
  private final AtomicInteger records = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();

  @Test
  void nothingIsLostAndNothingIsStoredTwice() throws Exception {
    try (Pod pod = Pod.create(directory, Map.of())) {
      pod.startSidecar();
      pod.awaitLease(true);

      // When: the centre is killed while it takes from the spool, and products call on
      List<CompletableFuture<Void>> callers = call(pod, 0, CALLS * 3 / 4);
      await(CALLS / 4);
      pod.killCentre();
      callers.forEach(CompletableFuture::join);
      assertThat(pod.metric("lethe_sidecar_spool_items")).isPositive();

      // When: the sidecar is killed, too, and started before the centre is
      pod.killSidecar();
      pod.startSidecar();
      assertThat(pod.call("/api/v1/records", record("alone")).status()).isEqualTo(202);
      records.incrementAndGet();
      pod.startCentre();
      pod.awaitLease(true);
      call(pod, CALLS * 3 / 4, CALLS).forEach(CompletableFuture::join);

      // Then
      pod.awaitSent();
      assertThat(pod.metric("lethe_sidecar_refused_total")).isZero();
      assertThat(SidecarIT.count(pod, "SELECT count(*) FROM record")).isEqualTo(records.get());
      assertThat(SidecarIT.count(pod, "SELECT count(DISTINCT subject_id) FROM record"))
          .isEqualTo(records.get());
      assertThat(SidecarIT.count(pod, "SELECT count(*) FROM subject_event"))
          .isEqualTo(events.get());
      assertThat(SidecarIT.count(pod, "SELECT count(*) FROM intake_key"))
          .isEqualTo(records.get() + events.get());
      assertThat(called.get()).isEqualTo(CALLS);
    }
  }

  private void await(int calls) {
    Eventually.get(calls + " calls", PATIENCE, called::get, count -> count >= calls);
  }

  private List<CompletableFuture<Void>> call(Pod pod, int from, int to) {
    AtomicInteger next = new AtomicInteger(from);
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) {
                  call(pod, n);
                  called.incrementAndGet();
                }
              },
              threads));
    }
    threads.shutdown();
    return callers;
  }

  /** Of ten calls four transform, two compute, three send a record, and one of its events. */
  private void call(Pod pod, int n) {
    try {
      switch (n % 10) {
        case 0, 1, 2, 3 -> answered(pod.call("/api/v1/transform", record("s-" + n)), 200);
        case 4, 5 ->
            answered(
                pod.call(
                    "/api/v1/pseudonyms/compute",
                    "{\"policy\":\"sens\",\"category\":\"automatic\",\"field\":\"cookies\",\"values\":[\"c-%d\"]}"
                        .formatted(n)),
                200);
        default -> {
          answered(pod.call("/api/v1/records", record("s-" + n)), 202);
          records.incrementAndGet();
          if (n % 10 == 9) {
            answered(pod.call("/api/v1/events", event("s-" + n)), 202);
            events.incrementAndGet();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answered(Answer answer, int status) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).doesNotContain("rejected\",").doesNotContain("problem");
  }

  private static String record(String subject) {
    return "{\"policy\":\"sens\",\"category\":\"automatic\",\"subject\":\"%s\",\"fields\":{\"device_identifier\":\"%s\",\"os_version\":\"17.1\",\"jailbreak_flag\":false}}"
        .formatted(subject, subject);
  }

  private static String event(String subject) {
    return "{\"policy\":\"sens\",\"subject\":\"%s\",\"type\":\"account-deleted\",\"at\":\"%s\"}"
        .formatted(subject, Instant.now().minusSeconds(1));
  }
}
