package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi.Answer;
import io.lethe.Sql;
import io.lethe.access.Role;
import io.lethe.crypto.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sidecar answers, beside what its central service does. */
class SidecarIT {

  private static final String TRANSFORM = "/api/v1/transform";
  private static final String COMPUTE = "/api/v1/pseudonyms/compute";

  @TempDir Path directory;

  private static String record(String subject, String fields) {
    return "{\"reference\":\"r\",\"policy\":\"sens\",\"category\":\"automatic\",\"subject\":\"%s\",\"fields\":%s}"
        .formatted(subject, fields);
  }

  private static String values(String field, String values) {
    return "{\"policy\":\"sens\",\"category\":\"automatic\",\"field\":\"%s\",\"values\":%s}"
        .formatted(field, values);
  }

  private static Answer atCentre(Pod pod, String path, String body) throws IOException {
    return pod.centre().ask(pod.centre().token(Role.PRODUCT), path, "application/json", body);
  }

  @Test
  void answersAreThoseOfTheCentreUntilTheLeaseEnds() throws Exception {
    try (Pod pod = Pod.create(directory, Map.of("lethe.leases.term", "24s"))) {
      // Given
      pod.startSidecar();
      pod.awaitLease(true);
      String plain = record("s-1", "{\"device_identifier\":\"D-1\",\"os_version\":\"17.1\"}");
      String secret = record("s-1", "{\"network_information\":\"n\",\"cookies\":\"c\"}");
      String wrong = record("s-1", "{\"jailbreak_flag\":\"perhaps\",\"none\":1}");
      String many = "[" + String.join(",", plain, secret, wrong, plain, "{}", "7") + "]";

      // Then: by the lease, by the centre, or both
      for (String body : List.of(plain, secret, wrong, many, "[]", "{", "", "[[]]")) {
        Answer expected = atCentre(pod, TRANSFORM, body);
        assertThat(pod.call(TRANSFORM, body)).as(body).isEqualTo(expected);
      }
      for (String body :
          List.of(
              values("device_identifier", "[\"D-1\",7,null,\"\",true,[1],1.50]"),
              values("ip_address", "[\"10.0.0.1\"]"),
              values("none", "[\"x\"]"),
              values("device_identifier", "7"),
              "{\"policy\":\"sens\"}",
              "{}",
              "{")) {
        Answer expected = atCentre(pod, COMPUTE, body);
        assertThat(pod.call(COMPUTE, body)).as(body).isEqualTo(expected);
      }
      assertThat(pod.metric("lethe_sidecar_local_total")).isGreaterThan(3);
      assertThat(pod.metric("lethe_sidecar_forwarded_total")).isGreaterThan(3);

      // Then: a stream, and calls that are forwarded whole
      Answer lines =
          pod.send(TRANSFORM, "application/x-ndjson", plain + "\n" + secret + "\n" + wrong);
      assertThat(lines)
          .isEqualTo(
              pod.centre()
                  .ask(
                      pod.centre().token(Role.PRODUCT),
                      TRANSFORM,
                      "application/x-ndjson",
                      plain + "\n" + secret + "\n" + wrong));
      assertThat(pod.get("/api/v1/methods").text())
          .isEqualTo(pod.centre().text(Role.PRODUCT, "/api/v1/methods"));
      assertThat(pod.get("/api/v1/keys").status()).isEqualTo(404);
      assertThat(pod.call("/api/v1/leases", "").status()).isEqualTo(404);
      assertThat(pod.get("/api/v1/transform").status()).isEqualTo(405);
      assertThat(pod.get("/api/v1/none").status()).isEqualTo(404);

      // When: the centre is gone, the lease is not
      pod.killCentre();

      // Then
      assertThat(pod.call(TRANSFORM, plain).status()).isEqualTo(200);
      assertThat(pod.call(COMPUTE, values("device_identifier", "[\"D-1\"]")).status())
          .isEqualTo(200);
      for (Answer none :
          List.of(
              pod.call(TRANSFORM, secret),
              pod.call(COMPUTE, values("ip_address", "[\"10.0.0.1\"]")),
              pod.call("/api/v1/decisions", "{}"),
              pod.get("/api/v1/methods"))) {
        assertThat(none.status()).isEqualTo(503);
        assertThat(Pod.code(none.json())).isEqualTo("CENTRE_UNAVAILABLE");
      }

      JsonNode mixed = pod.call(TRANSFORM, "[" + plain + "," + secret + "]").json();
      assertThat(mixed.at("/items/0/status").asText()).isEqualTo("accepted");
      assertThat(Pod.code(mixed.at("/items/1/problem"))).isEqualTo("CENTRE_UNAVAILABLE");

      // When: the lease has ended
      pod.awaitLease(false);

      // Then: products stay in service
      assertThat(pod.get("/q/health/ready").status()).isEqualTo(200);
      assertThat(Pod.code(pod.call(TRANSFORM, plain).json())).isEqualTo("CENTRE_UNAVAILABLE");
      assertThat(pod.call("/api/v1/records", plain).status()).isEqualTo(202);

      // When
      pod.startCentre();

      // Then
      pod.awaitLease(true);
      assertThat(pod.call(TRANSFORM, plain).status()).isEqualTo(200);
      pod.awaitSent();
    }
  }

  @Test
  void recordsAreCheckedAtOnceAndStoredByTheCentre() throws Exception {
    try (Pod pod = Pod.create(directory, Map.of())) {
      // Given
      pod.startSidecar();
      pod.awaitLease(true);
      String good =
          record("s-1", "{\"device_identifier\":\"marker-9c1\",\"ip_address\":\"10.0.0.1\"}");
      String bad = record("s-2", "{\"ip_address\":\"marker-9c2\"}");

      // When
      JsonNode answer = pod.call("/api/v1/records", "[" + good + "," + bad + "]").json();
      Answer found =
          Eventually.get(
              "an answer after what was accepted before",
              Duration.ofMinutes(2),
              () ->
                  pod.call("/api/v1/subjects/search", "{\"policy\":\"sens\",\"subject\":\"s-1\"}"),
              one -> one.status() != 503);
      Answer event =
          pod.call(
              "/api/v1/events",
              "{\"policy\":\"sens\",\"subject\":\"nobody\",\"type\":\"no-such-event\",\"at\":\"2026-01-01T00:00:00Z\"}");

      // Then
      assertThat(answer.path("accepted").asInt()).isEqualTo(1);
      assertThat(answer.at("/items/0/status").asText()).isEqualTo("accepted");
      assertThat(answer.at("/items/0/reference").asText()).isEqualTo("r");
      assertThat(answer.at("/items/0/idempotencyKey").asText()).hasSize(36);
      assertThat(answer.at("/items/1"))
          .isEqualTo(atCentre(pod, "/api/v1/records", bad).json().at("/items/0"));
      assertThat(found.text()).containsPattern("[0-9a-f]{8}-"); // what was accepted before it
      assertThat(event.status()).isEqualTo(202);
      pod.awaitSent();
      assertThat(count(pod, "SELECT count(*) FROM record")).isEqualTo(1);
      assertThat(pod.metric("lethe_sidecar_refused_total")).isEqualTo(1);
      assertThat(pod.output()).contains("EVENT_NOT_DECLARED").doesNotContain("marker-9c", "nobody");

      // When: it is told to end, with something in the spool
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        lines.add(record("s-" + i, "{\"device_identifier\":\"d\"}"));
      }
      assertThat(
              pod.send("/api/v1/records", "application/x-ndjson", String.join("\n", lines))
                  .status())
          .isEqualTo(202);
      pod.endSidecar();

      // Then
      assertThat(count(pod, "SELECT count(*) FROM record")).as(pod::output).isEqualTo(301);
      assertThat(files(directory.resolve("spool")))
          .doesNotContain("marker-9c", "device_identifier");
      assertThat(TestSpool.files(directory.resolve("spool"), ".spool")).isEmpty();
    }
  }

  @Test
  void startIsRefusedWithoutWhatItNeeds() throws Exception {
    // Given
    Path key = Files.write(directory.resolve("key"), new byte[32]);
    Path other =
        Files.write(
            directory.resolve("other"),
            "another secret of 32 bytes or so".getBytes(StandardCharsets.UTF_8));
    Path spool = directory.resolve("used");
    try (SecretBytes secret = SecretBytes.copyOf(new byte[32]);
        Spool used = TestSpool.open(spool, secret)) {
      used.append(List.of(new SpoolItem(SpoolItem.Kind.RECORD, 1, new byte[9])));
    }
    Map<String, String> good =
        Map.of(
            "lethe.mode",
            "sidecar",
            "lethe.sidecar.centre",
            "https://127.0.0.1:9",
            "lethe.sidecar.spool.directory",
            spool.toString(),
            "lethe.sidecar.spool.key-file",
            key.toString());

    // Then
    refuses(good, "lethe.sidecar.centre", "http://127.0.0.1:9", "SIDECAR_INVALID");
    refuses(good, "lethe.sidecar.spool.key-file", directory + "/none", "SIDECAR_INVALID");
    refuses(good, "lethe.sidecar.spool.key-file", other.toString(), "SPOOL_UNAVAILABLE");
    refuses(good, "lethe.sidecar.spool.directory", key.toString(), "SPOOL_UNAVAILABLE");
  }

  private static void refuses(Map<String, String> good, String key, String value, String code)
      throws Exception {
    Map<String, String> settings = new HashMap<>(good);
    settings.put(key, value);
    try (ProductionProcess process = ProductionProcess.start(settings, "-Xmx64m")) {
      assertThat(process.awaitExit()).as(key).isNotZero();
      assertThat(process.output()).as(key).contains(code);
    }
  }

  private static String files(Path of) throws IOException {
    StringBuilder all = new StringBuilder();
    try (var found = Files.walk(of)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  static long count(Pod pod, String sql) throws Exception {
    try (Sql database = Sql.open(pod.database())) {
      return Long.parseLong(database.column(sql).get(0));
    }
  }
}
