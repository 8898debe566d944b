package io.lethe.benchmark;

import io.lethe.Artifact;
import io.lethe.MavenBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The jar as {@code Dockerfile.jvm} builds it, and its cache of classes; from Java 25 on. */
record ClassCache(Artifact artifact, Path file) {

  private static final String OUTPUT = "target/aot";
  private static final int FIRST = 25;

  /** The application is put together with them, and ends before it opens a file or a connection. */
  private static final Map<String, String> PLACEHOLDERS =
      Map.of(
          "LETHE_DATABASE_URL", "postgresql://none/none",
          "LETHE_DATABASE_USERNAME", "none",
          "LETHE_DATABASE_PASSWORD", "none",
          "LETHE_OIDC_ISSUER", "https://none",
          "LETHE_KEYS_KEYSTORE_PATH", "none",
          "LETHE_KEYS_KEYSTORE_PASSWORD", "none");

  /** Whether this Java has such a cache. */
  static boolean isPossible() {
    return Runtime.version().feature() >= FIRST;
  }

  /**
   * Builds both.
   *
   * @param options of the Java virtual machine; a cache is good for no others
   */
  static ClassCache build(String... options) throws IOException, InterruptedException {
    MavenBuild.run(
        "package",
        "-Dmaven.test.skip",
        "-Djacoco.skip",
        "-Dspotless.check.skip",
        "-Doutput.directory=" + OUTPUT,
        "-Dquarkus.package.jar.aot.enabled=true",
        "-Dquarkus.package.jar.aot.type=aot",
        "-Dquarkus.package.jar.aot.phase=build");
    Path file = Path.of(OUTPUT, "lethe.aot").toAbsolutePath();
    ClassCache cache =
        new ClassCache(Artifact.ofJars(Path.of(OUTPUT, "quarkus-app").toAbsolutePath()), file);
    List<String> training = new ArrayList<>(List.of(options));
    training.add("-XX:AOTCacheOutput=" + file);
    training.add("-Dquarkus.appcds.generate=true");
    Path said = Path.of(OUTPUT, "cache.log");
    ProcessBuilder run =
        new ProcessBuilder(cache.artifact().command(training.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    run.environment().putAll(PLACEHOLDERS);
    int exit = run.start().waitFor();
    if (exit != 0 || !Files.exists(file)) {
      throw new IllegalStateException("no cache: " + exit + "\n" + Files.readString(said));
    }
    return cache;
  }

  /** These options, and that it is used. */
  String[] with(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-XX:AOTCache=" + file);
    return all.toArray(String[]::new);
  }
}
