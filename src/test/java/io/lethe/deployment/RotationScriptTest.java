package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the Job that rotates keys, with a stand-in for curl. */
class RotationScriptTest {

  private static final Path SCRIPT = Path.of("k8s/components/key-rotation/rotate.sh");

  /** Notes each call; a job is RUNNING when first asked for, then what the file `end` says. */
  private static final String CURL =
      """
      #!/bin/sh
      cat >>"$STAGE/config"
      printf '%s\\n' "$*" >>"$STAGE/calls"
      for address; do :; done
      case $address in
        */rotate) echo '{"id":"1","kind":"ROTATE","state":"QUEUED"}' ;;
        */rewrap) echo '{"id":"2","kind":"REWRAP","state":"QUEUED"}' ;;
        */jobs/*)
          id=${address##*/}
          state=$(cat "$STAGE/end")
          [ -e "$STAGE/asked$id" ] || state=RUNNING
          : >"$STAGE/asked$id"
          echo '{"id":"'"$id"'","state":"'"$state"'","total":3}' ;;
        *) exit 22 ;;
      esac
      """;

  @TempDir Path stage;

  @BeforeEach
  void write() throws IOException {
    Path curl = Files.writeString(stage.resolve("curl"), CURL);
    assertThat(curl.toFile().setExecutable(true)).isTrue();
    Files.writeString(stage.resolve("token"), "of-the-job");
  }

  @Test
  void rotationIsFollowedByRewrapping() throws Exception {
    // When
    int exit = run("COMPLETED");

    // Then
    assertThat(exit).isZero();
    assertThat(Files.readAllLines(stage.resolve("calls")))
        .satisfiesExactly(
            call -> assertThat(call).contains("--request POST").endsWith("/keys/sens-data/rotate"),
            call -> assertThat(call).endsWith("http://lethe:8080/api/v1/jobs/1"),
            call -> assertThat(call).endsWith("/jobs/1"),
            call -> assertThat(call).contains("--request POST").endsWith("/keys/sens-data/rewrap"),
            call -> assertThat(call).endsWith("/jobs/2"),
            call -> assertThat(call).endsWith("/jobs/2"))
        .noneMatch(call -> call.contains("of-the-job"));
    assertThat(Files.readAllLines(stage.resolve("config")))
        .hasSize(6)
        .containsOnly("header = \"authorization: Bearer of-the-job\"");
  }

  @Test
  void jobThatFailsEndsIt() throws Exception {
    // When
    int exit = run("FAILED");

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(stage.resolve("calls")).content().doesNotContain("rewrap");
  }

  private int run(String end) throws Exception {
    Files.writeString(stage.resolve("end"), end);
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPT.toString(), "http://lethe:8080", "sens-data")
            .redirectErrorStream(true)
            .redirectOutput(stage.resolve("output").toFile());
    builder.environment().merge("PATH", stage.toString(), (path, first) -> first + ":" + path);
    builder.environment().put("STAGE", stage.toString());
    builder.environment().put("TOKEN_FILE", stage.resolve("token").toString());
    builder.environment().put("PAUSE", "0");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
