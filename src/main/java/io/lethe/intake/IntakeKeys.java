package io.lethe.intake;

import io.lethe.intake.IntakeKeyStore.Kept;
import io.lethe.problem.ErrorCode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells items that were sent before from those that were not.
 *
 * <p><b>Guarantee</b>: an item under a key is stored once, however often and over however many
 * connections it is sent; each time it is answered with the record that it became. Another item
 * under the same key is never answered as if it were stored.
 *
 * <p><b>Errors</b>: {@code IDEMPOTENCY_KEY_REUSED} for an item.
 */
@ApplicationScoped
public class IntakeKeys {

  private final IntakeKeyStore store;

  IntakeKeys(IntakeKeyStore store) {
    this.store = store;
  }

  /**
   * The items that were not sent before; the others get their answers, but for those that stand in
   * this chunk twice: {@link #repeat}.
   */
  public <T extends KeyedItem> Uni<List<T>> unanswered(
      SqlClient client, String caller, List<T> items, Outcome[] outcomes) {
    Set<IntakeKey> keys = new HashSet<>();
    items.forEach(item -> item.key().ifPresent(keys::add));
    return store.find(client, caller, keys).map(known -> without(known, items, outcomes));
  }

  /**
   * Keeps the keys of items that become no records, in the transaction that stores them.
   *
   * @return whether all were new; otherwise another transaction has committed some meanwhile
   */
  public Uni<Boolean> keep(
      SqlClient tx, String caller, Collection<? extends KeyedItem> items, Instant now) {
    Map<IntakeKey, Kept> keys = new HashMap<>();
    for (KeyedItem item : items) {
      Kept kept = new Kept(item.digest(), Optional.empty());
      item.key().ifPresent(key -> keys.put(key, kept));
    }
    return store.keep(tx, caller, keys, now).map(kept -> kept == keys.size());
  }

  /** Answers what stands in a chunk twice as the first of them was answered. */
  public static void repeat(List<? extends KeyedItem> items, Outcome[] outcomes) {
    Map<IntakeKey, KeyedItem> firsts = new HashMap<>();
    for (KeyedItem item : items) {
      KeyedItem first = item.key().map(key -> firsts.putIfAbsent(key, item)).orElse(null);
      if (first != null && outcomes[item.position()] == null) {
        outcomes[item.position()] =
            first.digest().equals(item.digest()) ? outcomes[first.position()] : reused();
      }
    }
  }

  private static <T extends KeyedItem> List<T> without(
      Map<IntakeKey, Kept> known, List<T> items, Outcome[] outcomes) {
    Set<IntakeKey> met = new HashSet<>();
    List<T> left = new ArrayList<>(items.size());
    for (T item : items) {
      Kept kept = item.key().map(known::get).orElse(null);
      if (kept != null) {
        outcomes[item.position()] =
            kept.digest().equals(item.digest()) ? item.answered(kept.record()) : reused();
      } else if (item.key().isEmpty() || met.add(item.key().get())) {
        left.add(item);
      }
    }
    return left;
  }

  private static Outcome reused() {
    return Outcome.rejected(ErrorCode.IDEMPOTENCY_KEY_REUSED, IntakeKey.NAME);
  }
}
