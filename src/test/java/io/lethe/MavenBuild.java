package io.lethe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A build of this project inside of a test, by the Java that the test has. */
public final class MavenBuild {

  private static final Path OUTPUT = Path.of("target", "inner-build.log");

  private MavenBuild() {}

  /** Runs Maven with these arguments to its end; fails with its output if it fails. */
  public static void run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("mvn", "-B", "-q");
    builder.command().addAll(List.of(arguments));
    String repository = System.getProperty("localRepository");
    if (repository != null) {
      builder.command().add("-Dmaven.repo.local=" + repository);
    }
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process build = builder.redirectErrorStream(true).redirectOutput(OUTPUT.toFile()).start();
    build.getOutputStream().close();
    if (!build.waitFor(10, TimeUnit.MINUTES) || build.exitValue() != 0) {
      build.destroyForcibly();
      throw new IllegalStateException(
          "mvn " + String.join(" ", arguments) + ":\n" + Files.readString(OUTPUT));
    }
  }
}
