package io.lethe.crypto;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyed engine for each thread, given up for all threads at once.
 *
 * <p><b>Guarantee</b>: after {@link #close} nobody gets an engine, and none is reachable from here;
 * whoever got one before finishes his operation.
 *
 * <p><b>Warning</b>: what an engine of the JDK copied of its key is left to the collector.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 */
final class PerThread<T> implements AutoCloseable {

  private final SecretBytes key;
  private final ThreadLocal<Slot<T>> slots;
  private final Set<Slot<T>> all =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** What one thread has; emptied, because the thread's own map would keep the engine. */
  private static final class Slot<T> {
    private volatile @Nullable T engine;

    Slot(T engine) {
      this.engine = engine;
    }
  }

  /**
   * Engines over a copy of {@code key}.
   *
   * @param keyed makes one; it is given the copy
   */
  PerThread(SecretBytes key, Keyed<T> keyed) {
    this.key = key.use(SecretBytes::copyOf);
    this.slots = ThreadLocal.withInitial(() -> slot(() -> keyed.engine(this.key)));
  }

  /** Makes an engine from a key; it must not keep the key. */
  @FunctionalInterface
  interface Keyed<T> {
    T engine(SecretBytes key);
  }

  /**
   * This thread's engine.
   *
   * @throws IllegalStateException when the key is wiped
   */
  T get() {
    T engine = slots.get().engine;
    if (engine == null) {
      throw wiped();
    }
    return engine;
  }

  private Slot<T> slot(Supplier<T> maker) {
    Slot<T> slot = new Slot<>(maker.get());
    all.add(slot);
    if (key.closed()) {
      throw wiped();
    }
    return slot;
  }

  private static IllegalStateException wiped() {
    return new IllegalStateException("the key is already wiped");
  }

  /** Wipes the key and lets every thread's engine go; harmless when repeated. */
  @Override
  public void close() {
    key.close();
    synchronized (all) {
      all.forEach(slot -> slot.engine = null);
    }
  }
}
