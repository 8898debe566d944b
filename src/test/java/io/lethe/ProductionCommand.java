package io.lethe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line of the packaged production artifact, as a process of its own. */
public final class ProductionCommand {

  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path out;
  private final Path err;

  private ProductionCommand(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** How it ended. */
  public record Result(int exit, List<String> out, List<String> err) {}

  /** Starts it with exactly these settings. */
  public static ProductionCommand start(Map<String, String> settings, String... arguments)
      throws IOException {
    List<String> command = Artifact.production().command("-Xmx256m");
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(LETHE|QUARKUS|JAVA|JDK)_.*"));
    settings.forEach((name, value) -> environment.put(ProductionProcess.variable(name), value));
    return new ProductionCommand(builder.start(), out, err);
  }

  /** Tells it to end, as Kubernetes does. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end. */
  public Result awaitExit() throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    Result result =
        new Result(
            ended ? process.exitValue() : -1, Files.readAllLines(out), Files.readAllLines(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }
}
