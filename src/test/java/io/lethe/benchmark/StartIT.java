package io.lethe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Artifact;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.RemoteApi.Answer;
import io.lethe.Samples;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long each form of the service takes until it is ready, how much memory it has in use, and how
 * fast it answers {@code POST /transform} one after another.
 */
@Tag("benchmark")
class StartIT {

  private static final int STARTS = 5;
  private static final int CALLS = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the image gives to the heap in a container of the chart's 1 GiB. */
  private static final String[] OPTIONS = {"-Xmx614m", "-XX:+UseG1GC"};

  private static final String TEXT =
      """
      `mvn -Pbenchmark verify -Dit.test=StartIT` starts each form %d times on a database that has been migrated, from the start of the process
      until `/q/health/ready` answers 200; the median counts. Then one process answers %,d `POST /transform` of one record, one after another on
      one connection; the percentiles are those of the second half. Memory is what is resident (`VmRSS`) when it is ready and after these calls, with
      a heap of at most 614 MiB, as in a container of 1 GiB. Measured on %s with Java %s.

      | form | ready after | memory | memory after the calls | p50 | p99 |
      |---|---|---|---|---|---|
      """;

  /** A form of the service, which is started, and answers, once it serves. */
  private record Form(String name, Start start) {

    /** One more time. */
    @FunctionalInterface
    private interface Start {
      ProductionProcess once() throws IOException;
    }
  }

  @TempDir Path directory;

  @Test
  void startMemoryAndTransformOfEachForm() throws Exception {
    List<String> lines = new ArrayList<>();
    String.format(Locale.ROOT, TEXT, STARTS, CALLS, LocalDate.now(), Runtime.version().feature())
        .lines()
        .forEach(lines::add);
    try (Installation lethe =
        Installation.create(
            TestPostgres.fresh(), directory, Map.of("lethe.scheduler.enabled", "false"))) {
      lethe.start(OPTIONS).terminate();
      for (Form form : forms(lethe)) {
        String line = measured(form, lethe);
        System.out.println(line);
        lines.add(line);
      }
    }
    Page page = Page.read();
    page.section("Start and memory", lines);
    page.write();
  }

  private static List<Form> forms(Installation lethe) throws Exception {
    Artifact artifact = Artifact.production();
    if (!artifact.isJar()) {
      return List.of(new Form("native executable", () -> lethe.start(artifact, OPTIONS)));
    }
    List<Form> forms = new ArrayList<>();
    forms.add(new Form("jar", () -> lethe.start(artifact, OPTIONS)));
    if (ClassCache.isPossible()) {
      ClassCache cache = ClassCache.build(OPTIONS);
      forms.add(
          new Form(
              "jar of the image, with its AOT cache",
              () -> lethe.start(cache.artifact(), cache.with(OPTIONS))));
    }
    return forms;
  }

  /** A line of the table. */
  private static String measured(Form form, Installation lethe) throws Exception {
    long[] starts = new long[STARTS];
    for (int i = 0; i < STARTS; i++) {
      long began = System.nanoTime();
      try (ProductionProcess service = form.start().once()) {
        awaitReady(lethe.api(service));
        starts[i] = System.nanoTime() - began;
        service.terminate();
      }
    }
    try (ProductionProcess service = form.start().once()) {
      RemoteApi api = lethe.api(service);
      awaitReady(api);
      String ready = resident(service);
      long[] calls = transform(api);
      return String.format(
          Locale.ROOT,
          "| %s | %.2f s | %s | %s | %.2f ms | %.2f ms |",
          form.name(),
          quantile(starts, 0.5) / 1e9,
          ready,
          resident(service),
          quantile(calls, 0.5) / 1e6,
          quantile(calls, 0.99) / 1e6);
    }
  }

  private static void awaitReady(RemoteApi api) {
    String token = api.token(Role.PRODUCT);
    Eventually.get(
        "ready",
        PATIENCE,
        () -> api.ask(token, "/q/health/ready").status(),
        status -> status == 200);
  }

  /** Nanoseconds of the calls that count. */
  private static long[] transform(RemoteApi api) throws IOException {
    String token = api.token(Role.PRODUCT);
    String record = Samples.mandatory(7, "user-7", Instant.now());
    long[] times = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long began = System.nanoTime();
      Answer answer = api.ask(token, "/api/v1/transform", "application/json", record);
      times[i] = System.nanoTime() - began;
      assertThat(answer.status()).isEqualTo(200);
    }
    return Arrays.copyOfRange(times, CALLS / 2, CALLS);
  }

  private static long quantile(long[] times, double share) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /** Memory of a process that is resident, as Linux tells it. */
  private static String resident(ProductionProcess service) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + service.pid() + "/status"))) {
      long kilobytes =
          lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow();
      return kilobytes / 1024 + " MiB";
    }
  }
}
