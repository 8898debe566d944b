package io.lethe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The packaged production artifact as a process of its own, on a free port. */
public final class ProductionProcess implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread reader = new Thread(this::read, "production-output");

  private ProductionProcess(Process process) {
    this.process = process;
  }

  /** Starts it with exactly these settings, as environment variables or {@code lethe.*} keys. */
  public static ProductionProcess start(Map<String, String> settings) throws IOException {
    return start(settings, "-Xmx256m");
  }

  /**
   * Starts it with exactly these settings and these options of the Java virtual machine; a native
   * executable has the heap and the properties of them.
   */
  public static ProductionProcess start(Map<String, String> settings, String... options)
      throws IOException {
    return start(Artifact.production(), settings, options);
  }

  /** The same of another artifact. */
  public static ProductionProcess start(
      Artifact artifact, Map<String, String> settings, String... options) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(artifact.command(options)).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(LETHE|QUARKUS|JAVA|JDK)_.*"));
    environment.put("QUARKUS_HTTP_PORT", "0");
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    settings.forEach((name, value) -> environment.put(variable(name), value));
    ProductionProcess started = new ProductionProcess(builder.start());
    started.reader.setDaemon(true);
    started.reader.start();
    return started;
  }

  /** All that production needs, over this database, issuer and keystore. */
  public static Map<String, String> settings(
      TestPostgres.Database database, OidcDouble issuer, KeystoreFile keystore) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lethe.database.url", database.url());
    settings.put("lethe.database.username", database.username());
    settings.put("lethe.database.password", database.password());
    settings.put("lethe.oidc.issuer", issuer.issuer());
    settings.put("lethe.keys.keystore.path", keystore.path().toString());
    settings.put("lethe.keys.keystore.password", keystore.password());
    return settings;
  }

  static String variable(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** Waits until it serves; fails with its output if it ends instead. */
  public ProductionProcess awaitReady() {
    try {
      port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return this;
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("not ready:\n" + output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its address, without a path. */
  public String url() {
    return "http://127.0.0.1:" + awaitReady().port.join();
  }

  /** Waits for its end and returns its exit code. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running:\n" + output());
    }
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return process.exitValue();
  }

  /** Everything it printed so far. */
  public String output() {
    return String.join("\n", lines);
  }

  /** What it has logged of errors so far. */
  public String errors() {
    return lines.stream()
        .filter(line -> line.contains("\"level\":\"ERROR\""))
        .collect(Collectors.joining(" "));
  }

  /** Kills it without a warning, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  /** Stops it as it stands: its connections stay open, and nothing of it goes on. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a suspended one go on where it stood. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(pid());
    int exit = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("kill -" + name + " exits with " + exit);
    }
  }

  /** Tells it to end, as Kubernetes does, and returns its exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** The same; kills it when it takes longer than this. */
  public int terminate(Duration grace) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return awaitExit();
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          port.complete(Integer.valueOf(listening.group(1)));
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(new UncheckedIOException(e));
    }
    port.completeExceptionally(new IllegalStateException("the process ended"));
  }
}
