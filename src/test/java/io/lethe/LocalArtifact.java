package io.lethe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged local artifact: that of production with a clock that moves, and free tokens. */
public final class LocalArtifact {

  private static final Path BUILT = Path.of("target", "local", "quarkus-app");
  private static final String READY = "lethe.local.artifact";

  private LocalArtifact() {}

  /**
   * Has Maven build it, as the README says, beside what production gets.
   *
   * @return its directory; that of {@code -Dlethe.local.artifact} as it is, if that is set
   */
  public static Path build() throws IOException, InterruptedException {
    String ready = System.getProperty(READY);
    if (ready != null) {
      return Path.of(ready);
    }
    ProcessBuilder builder = new ProcessBuilder("mvn", "-B", "-q", "-Plocal", "package");
    String repository = System.getProperty("localRepository");
    if (repository != null) {
      builder.command().addAll(List.of("-Dmaven.repo.local=" + repository));
    }
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Path output = Path.of("target", "local-build.log");
    Process build = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    build.getOutputStream().close();
    if (!build.waitFor(10, TimeUnit.MINUTES) || build.exitValue() != 0) {
      build.destroyForcibly();
      throw new IllegalStateException("mvn -Plocal package:\n" + Files.readString(output));
    }
    return BUILT;
  }
}
