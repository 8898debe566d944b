package io.lethe;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs tasks of a test at the same time, each on a thread of its own.
 *
 * <p>The common pool would not: on two processors that of JDK 25 runs one at a time, and its
 * threads keep the class loader of the application that began them, which may have ended.
 */
public final class Beside {

  private Beside() {}

  /** Begins a task. */
  public static CompletableFuture<Void> run(Runnable task) {
    return CompletableFuture.runAsync(task, Beside::start);
  }

  /** Begins a task that has a result. */
  public static <T> CompletableFuture<T> call(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, Beside::start);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "beside-the-test");
    thread.setDaemon(true);
    thread.start();
  }
}
