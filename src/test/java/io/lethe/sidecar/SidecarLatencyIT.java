package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.benchmark.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code POST /transform} of one record, answered by a sidecar and by its centre through it, one
 * after the other; and what the two processes take.
 */
@Tag("benchmark")
class SidecarLatencyIT {

  private static final int WARM_UP = 5_000;
  private static final int CALLS = 10_000;
  private static final int PERCENT = 100;

  private static final String TEXT =
      """
      `mvn -Pbenchmark verify -Dit.test=SidecarLatencyIT` starts a sidecar and a server as processes of the jar, and times %,d `POST /transform`
      of one record, one after another on one connection, that the sidecar answers by itself, and as many that it forwards to the server over TLS.
      Memory is what is resident (`VmRSS`) after these calls, with a heap of at most 64 MiB for the sidecar and 256 MiB for the server. Measured
      on %s with Java %s.

      | what | measured | sidecar | server |
      |---|---|---|---|
      """;

  @TempDir Path directory;

  private static String record(String fields) {
    return "{\"policy\":\"sens\",\"category\":\"automatic\",\"subject\":\"s-1\",\"fields\":"
        + fields
        + "}";
  }

  @Test
  void localTransformBesideAForwardedOne() throws Exception {
    try (Pod pod = Pod.create(directory, Map.of())) {
      pod.startSidecar();
      pod.awaitLease(true);
      String local = record("{\"device_identifier\":\"D-1\",\"os_version\":\"17.1\"}");
      String forwarded = record("{\"device_identifier\":\"D-1\",\"install_path\":\"/opt\"}");
      measure(pod, local, WARM_UP);
      measure(pod, forwarded, WARM_UP);

      long[] here = measure(pod, local, CALLS);
      long[] there = measure(pod, forwarded, CALLS);
      List<String> lines = new ArrayList<>();
      String.format(Locale.ROOT, TEXT, CALLS, LocalDate.now(), Runtime.version().feature())
          .lines()
          .forEach(lines::add);
      for (int percentile : new int[] {50, 99}) {
        double ours = here[here.length * percentile / PERCENT] / 1e6;
        double theirs = there[there.length * percentile / PERCENT] / 1e6;
        lines.add(row("p" + percentile + " of `POST /transform`", ours, theirs, "%.2f ms"));
      }
      Footprint sidecar = pod.footprints().get(0);
      Footprint centre = pod.footprints().get(1);
      lines.add(row("started in", sidecar.seconds(), centre.seconds(), "%.2f s"));
      lines.add(row("memory", sidecar.mebibytes(), centre.mebibytes(), "%.0f MiB"));
      Page page = Page.read();
      page.section("Sidecar", lines);
      page.write();
    }
  }

  private static String row(String what, double sidecar, double centre, String format) {
    String row =
        "| %s | %s | %s | %s |"
            .formatted(
                what, of("%.2fx", sidecar / centre), of(format, sidecar), of(format, centre));
    System.out.println(row);
    return row;
  }

  private static long[] measure(Pod pod, String body, int calls) throws IOException {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long began = System.nanoTime();
      int status = pod.call("/api/v1/transform", body).status();
      nanos[i] = System.nanoTime() - began;
      assertThat(status).isEqualTo(200);
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static String of(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
