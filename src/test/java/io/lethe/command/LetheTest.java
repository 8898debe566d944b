package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LetheTest {

  @Test
  void versionIsThatOfTheBuild() throws IOException {
    assertThat(Lethe.version()).isNotBlank().doesNotContain("$");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + Lethe.version() + "</version>\n  <name>Lethe</name>");
  }
}
