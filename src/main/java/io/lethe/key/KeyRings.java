package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The open rings of every policy, in memory for a bounded time.
 *
 * <p><b>Guarantee</b>: what is written or looked for through {@link #write} and {@link #read} is so
 * under the versions of one epoch; when another begins meanwhile, it is done again with its keys.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when a policy's rings are not open, or are held longer
 * than their life and could not be read again.
 */
@ApplicationScoped
public class KeyRings {

  private static final int ATTEMPTS = 8;

  private final RingLoader loader;
  private final KeyEpochs epochs;
  private final KeyRingsConfig config;
  private final Map<String, Held> open = new ConcurrentHashMap<>();
  private final Map<String, Uni<PolicyKeys>> loading = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Held> replaced = new ConcurrentLinkedQueue<>();

  KeyRings(RingLoader loader, KeyEpochs epochs, KeyRingsConfig config) {
    this.loader = loader;
    this.epochs = epochs;
    this.config = config;
  }

  /** Makes what a policy's rings lack and opens them; does nothing when they are open. */
  public Uni<Void> ensure(String policy) {
    return open.containsKey(policy)
        ? Uni.createFrom().voidItem()
        : reload(policy).replaceWithVoid();
  }

  /** Reads a policy's rings again; callers at the same time share one reading. */
  Uni<PolicyKeys> reload(String policy) {
    return Uni.createFrom()
        .deferred(
            () ->
                loading.computeIfAbsent(
                    policy,
                    name ->
                        loader
                            .load(name)
                            .invoke(this::keep)
                            .onTermination()
                            .invoke(() -> loading.remove(name))
                            .memoize()
                            .indefinitely()));
  }

  private void keep(PolicyKeys keys) {
    Held before = open.put(keys.policy(), new Held(keys, System.nanoTime()));
    if (before != null) {
      replaced.add(new Held(before.keys(), System.nanoTime()));
    }
  }

  /** Wipes keys that were replaced so long ago that nobody works with them any more. */
  void wipe() {
    long lasting = config.wipeAfter().toNanos();
    for (Held old = replaced.peek(); old != null && old.age() > lasting; old = replaced.peek()) {
      if (replaced.remove(old)) {
        old.keys().close();
      }
    }
  }

  /**
   * The open rings of a policy.
   *
   * @throws ServiceException {@code KEY_UNAVAILABLE} when they are not open
   */
  public PolicyKeys of(String policy) {
    Held held = open.get(policy);
    if (held == null || held.age() > config.cacheLife().toNanos()) {
      throw new ServiceException(
          ErrorCode.KEY_UNAVAILABLE, "the key rings of policy " + policy + " are not open");
    }
    return held.keys();
  }

  /** Policies whose rings have been open for longer than half their life. */
  Set<String> ageing() {
    long half = config.cacheLife().toNanos() / 2;
    return stale(half);
  }

  /** Policies whose rings are of no use any more, because they could not be read again. */
  public Set<String> expired() {
    return stale(config.cacheLife().toNanos());
  }

  private Set<String> stale(long age) {
    Map<String, Held> old = new TreeMap<>(open);
    old.values().removeIf(held -> held.age() <= age);
    return old.keySet();
  }

  /** As of which generation each policy's rings are open; those that have expired are of no use. */
  Map<String, Long> generations() {
    Map<String, Long> generations = new TreeMap<>();
    open.forEach((policy, held) -> generations.put(policy, held.keys().generation()));
    generations.keySet().removeAll(expired());
    return generations;
  }

  /**
   * Writes with a policy's keys; {@code work} calls {@link #hold} in its transaction and may be
   * repeated.
   */
  public <T> Uni<T> write(String policy, Function<PolicyKeys, Uni<T>> work) {
    return attempt(policy, work, 1);
  }

  /** Looks for something by keyed tokens; {@code work} may be repeated. */
  public <T> Uni<T> read(String policy, Function<PolicyKeys, Uni<T>> work) {
    return attempt(policy, keys -> work.apply(keys).call(() -> epochs.verify(keys)), 1);
  }

  /**
   * The same in one statement, which reads the policy's epoch as well: what one statement sees, it
   * sees at one time.
   */
  public <T> Uni<T> readAtOnce(String policy, Function<PolicyKeys, Uni<Seen<T>>> work) {
    return attempt(policy, keys -> work.apply(keys).map(seen -> seen.under(keys)), 1);
  }

  /** What a statement found, and under which epoch of its policy. */
  public record Seen<T>(long epoch, T found) {

    private T under(PolicyKeys keys) {
      if (epoch != keys.epoch()) {
        throw new StaleKeys();
      }
      return found;
    }
  }

  private <T> Uni<T> attempt(String policy, Function<PolicyKeys, Uni<T>> work, int attempt) {
    Uni<T> once = Uni.createFrom().deferred(() -> work.apply(of(policy)));
    return attempt == ATTEMPTS
        ? once.onFailure(StaleKeys.class)
            .transform(
                stale ->
                    new ServiceException(
                        ErrorCode.KEY_UNAVAILABLE,
                        "the key rings of policy " + policy + " kept changing; try again"))
        : once.onFailure(StaleKeys.class)
            .recoverWithUni(() -> reload(policy).chain(() -> attempt(policy, work, attempt + 1)));
  }

  /**
   * Keeps the epoch of these keys until the transaction ends.
   *
   * <p><b>Errors</b>: {@link StaleKeys}, which {@link #write} answers.
   */
  public Uni<Void> hold(SqlConnection tx, PolicyKeys keys) {
    return epochs.hold(tx, keys);
  }

  private record Held(PolicyKeys keys, long since) {

    private long age() {
      return System.nanoTime() - since;
    }
  }
}
