package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionCommand;
import io.lethe.ProductionCommand.Result;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor with files, a key, and the artifact: no settings, no service, no database. */
class VerifyIT {

  @TempDir Path directory;

  @Test
  void actIsVerifiedWithoutServiceAndDatabase() throws Exception {
    String key;
    try (Installation lethe =
            Installation.create(
                TestPostgres.fresh(),
                directory,
                Map.of(
                    "lethe.scheduler.enabled", "false",
                    "lethe.retention.brakes.max-share", "1"));
        ProductionProcess service = lethe.start("-Xmx256m")) {
      RemoteApi api = lethe.api(service);
      api.post(
          Role.PRODUCT,
          "/api/v1/records",
          Map.of(
              "policy", "mst_software",
              "category", "order_email",
              "subject", "buyer-1",
              "collectedAt", "2012-02-29T00:00:00Z",
              "fields", Map.of("email", "buyer@example.org")));
      JsonNode run = api.awaitCompleted(api.run(Map.of("policy", "mst_software")));
      assertThat(run.path("destroyed").asInt()).isEqualTo(1);
      String act = "/api/v1/acts/" + run.path("acts").path(0).asText();
      write("act.json", api.text(Role.AUDITOR, act));
      write(
          "proof.json",
          Eventually.get(
              "final",
              Duration.ofSeconds(30),
              () -> api.text(Role.AUDITOR, act + "/proof"),
              proof -> proof.contains("\"final\":true")));
      key = api.text(Role.AUDITOR, "/api/v1/ledger/keys").strip();
      write("checkpoint", api.text(Role.AUDITOR, "/api/v1/ledger/checkpoint"));
      StringBuilder entries = new StringBuilder();
      int size = Integer.parseInt(Files.readAllLines(directory.resolve("checkpoint")).get(1));
      api.get(Role.AUDITOR, "/api/v1/ledger/entries?limit=" + size)
          .path("items")
          .forEach(entry -> entries.append(entry).append('\n'));
      write("entries", entries.toString());
    }

    // When
    Result verified = verify(key, "--act", "act.json", "--proof", "proof.json");
    Result whole = verify(key, "--entries", "entries", "--checkpoint", "checkpoint");
    write("act.json", Files.readString(directory.resolve("act.json")).replace("order", "other"));
    Result changed = verify(key, "--act", "act.json", "--proof", "proof.json");

    // Then
    assertThat(verified.exit()).as(verified.toString()).isZero();
    assertThat(verified.out()).last().isEqualTo("verified");
    assertThat(verified.err()).isEmpty();
    assertThat(whole.exit()).as(whole.toString()).isZero();
    assertThat(changed.exit()).isEqualTo(1);
    assertThat(changed.out()).last().asString().startsWith("FAULT  the act is another");
  }

  private Result verify(String key, String... files) throws IOException, InterruptedException {
    return ProductionCommand.start(
            Map.of(),
            "verify",
            files[0],
            directory.resolve(files[1]).toString(),
            files[2],
            directory.resolve(files[3]).toString(),
            "--key",
            key)
        .awaitExit();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
