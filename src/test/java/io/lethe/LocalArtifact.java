package io.lethe;

import java.io.IOException;
import java.nio.file.Path;

/** The packaged local artifact: that of production with a clock that moves, and free tokens. */
public final class LocalArtifact {

  private static final Path BUILT = Path.of("target", "local", "quarkus-app");
  private static final String READY = "lethe.local.artifact";

  private LocalArtifact() {}

  /**
   * Has Maven build it, as the README says, beside what production gets.
   *
   * @return the one in the directory {@code -Dlethe.local.artifact} as it is, if that is set
   */
  public static Artifact build() throws IOException, InterruptedException {
    String ready = System.getProperty(READY);
    if (ready != null) {
      return Artifact.ofJars(Path.of(ready));
    }
    MavenBuild.run("-Plocal", "package");
    return Artifact.ofJars(BUILT);
  }
}
