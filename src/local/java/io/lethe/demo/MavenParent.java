package io.lethe.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Ends this process with the {@code mvn quarkus:run} that started it.
 *
 * <p>Told to end, Maven waits for its child for ever and does not tell it. What the child can see
 * is the thread in which Maven's JVM handles the signal (Linux), or that Maven is gone.
 */
final class MavenParent {

  private static final Set<String> HANDLERS =
      Set.of("SIGTERM handler", "SIGINT handler", "SIGHUP handler");
  private static final long EVERY_MILLIS = 500;

  private final ProcessHandle maven;

  private MavenParent(ProcessHandle maven) {
    this.maven = maven;
  }

  /** Calls {@code end} once Maven ends; never, if Maven is not this process's parent. */
  static void whenEnding(Runnable end) {
    Optional<ProcessHandle> maven = ProcessHandle.current().parent().filter(MavenParent::isMaven);
    maven.map(MavenParent::new).ifPresent(parent -> parent.watch(end));
  }

  private static boolean isMaven(ProcessHandle parent) {
    return parent.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch("quarkus:run"::equals);
  }

  private void watch(Runnable end) {
    Executors.newSingleThreadScheduledExecutor(MavenParent::daemon)
        .scheduleWithFixedDelay(
            () -> {
              if (!maven.isAlive() || isTold()) {
                end.run();
              }
            },
            EVERY_MILLIS,
            EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "maven-parent");
    thread.setDaemon(true);
    return thread;
  }

  private boolean isTold() {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + maven.pid() + "/task"))) {
      return threads.map(MavenParent::name).anyMatch(HANDLERS::contains);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
