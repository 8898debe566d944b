package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskProbeTest {

  @TempDir Path directory;

  @Test
  void diskThatTakesAFileIsLeftAsItWas() {
    assertThat(new DiskProbe(directory).succeeds()).isTrue();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void directoryThatIsGoneFails() {
    assertThat(new DiskProbe(directory.resolve("none")).succeeds()).isFalse();
  }
}
