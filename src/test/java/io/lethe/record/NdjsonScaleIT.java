package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.SendFirst;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request of many records, to a service whose heap is capped, and a run over them. */
class NdjsonScaleIT {

  private static final long HEAP = 512L * 1024 * 1024;
  private static final Duration YEAR = Duration.ofDays(366);

  @TempDir Path directory;

  @Test
  void tenThousandRecordsComeInByOneRequestAndAreActedOnByOneRun() throws Exception {
    receiveAndAct(10_000);
  }

  @Test
  @Tag("proof")
  void hundredThousandRecordsComeInByOneRequestAndAreActedOnByOneRun() throws Exception {
    receiveAndAct(100_000);
  }

  /** Every second record is of {@code sens}; of ten, one is not due. */
  private void receiveAndAct(int count) throws Exception {
    Map<String, String> explicit =
        Map.of("lethe.scheduler.enabled", "false", "lethe.retention.brakes.max-share", "1");
    try (Installation lethe = Installation.create(TestPostgres.fresh(), directory, explicit);
        ProductionProcess service = lethe.start("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
        Sql sql = Sql.open(lethe.database())) {
      // Given
      RemoteApi api = lethe.api(service);
      assertThat(heapLimit(api)).isEqualTo(HEAP);
      Instant now = Instant.now();
      Answers received = new Answers();
      Answers events = new Answers();

      // When
      Instant began = Instant.now();
      send(api, "/api/v1/records", count, i -> record(i, now), received);
      print("received", count, began);
      began = Instant.now();
      send(api, "/api/v1/events", count / 2, i -> event(i, now), events);
      print("events", count / 2, began);
      UUID run = api.run(Map.of());
      began = Instant.now();
      JsonNode view = api.awaitCompleted(run);
      print("acted on", count * 9 / 10, began);

      // Then
      assertThat(received.ids).hasSize(count);
      assertThat(received.summary.path("accepted").asInt()).isEqualTo(count);
      assertThat(events.summary.path("accepted").asInt()).isEqualTo(count / 2);
      assertThat(view.path("destroyed").asInt()).isEqualTo(count * 9 / 20);
      assertThat(view.path("depersonalized").asInt()).isEqualTo(count * 9 / 20);
      assertThat(view.path("acts")).hasSize(2);
      assertThat(sql.number("SELECT count(*) FROM record")).isEqualTo(count / 10);
      assertThat(sql.number("SELECT count(*) FROM erasure")).isEqualTo(count * 9L / 10);
      assertThat(sql.number("SELECT count(*) FROM depersonalized.record"))
          .isEqualTo(count * 9L / 20);
      assertThat(service.output()).doesNotContain("OutOfMemoryError");
    }
  }

  private static String record(int i, Instant now) {
    return i % 2 == 0
        ? Samples.account(i, "customer-" + i, now.minus(YEAR.multipliedBy(isDue(i) ? 7 : 1)))
        : Samples.mandatory(i, "user-" + i / 2, now.minus(YEAR.multipliedBy(3)));
  }

  private static String event(int i, Instant now) {
    return Samples.activity(
        "user-" + i, now.minus(isDue(2 * i + 1) ? YEAR.multipliedBy(2) : Duration.ofDays(30)));
  }

  private static boolean isDue(int i) {
    return i % 20 > 1;
  }

  private static void send(
      RemoteApi api, String path, int count, IntFunction<String> line, Answers answers)
      throws IOException {
    Iterator<String> lines = IntStream.range(0, count).mapToObj(line).iterator();
    SendFirst.post(api, Role.PRODUCT, path, lines, answers::take);
  }

  /** What the service says of its own heap. */
  private static long heapLimit(RemoteApi api) {
    return api.text(Role.AUDITOR, "/q/metrics")
        .lines()
        .filter(line -> line.startsWith("jvm_memory_max_bytes{area=\"heap\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .max()
        .orElseThrow();
  }

  private static void print(String what, int count, Instant began) {
    double seconds = Duration.between(began, Instant.now()).toMillis() / 1000.0;
    System.out.printf("%s %,d in %.1f s: %,.0f/s%n", what, count, seconds, count / seconds);
  }

  /** The lines of an answer: an id for each record, and the summary. */
  private static final class Answers {
    private final Set<String> ids = new HashSet<>();
    private JsonNode summary;

    private void take(String line) {
      JsonNode answer = RemoteApi.read(line);
      if (answer.has("summary")) {
        summary = answer.path("summary");
      } else if (answer.has("id")) {
        ids.add(answer.path("id").asText());
      }
    }
  }
}
