package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.retention.DepersonalizationStore.Reading;
import io.lethe.retention.DepersonalizedStore.Item;
import io.lethe.retention.ExportGate.Groups;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what depersonalization left.
 *
 * <p><b>Guarantee</b>: no row goes out before the register and the ledger have the reading. Of a
 * category that no policy knows there is none, and what was asked for is written nowhere.
 *
 * <p><b>Source</b>: Roskomnadzor order 140 of 19.06.2025, the register of later operations.
 */
@ApplicationScoped
class DepersonalizedReads {

  private final Database database;
  private final DepersonalizedStore store;
  private final ExportGate gate;
  private final DepersonalizationStore register;
  private final LedgerStore ledger;
  private final Clock clock;

  DepersonalizedReads(
      Database database,
      DepersonalizedStore store,
      ExportGate gate,
      DepersonalizationStore register,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.gate = gate;
    this.register = register;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** A page of at most {@code limit} rows. */
  Uni<List<Item>> page(Reading reading, int limit) {
    if (!gate.knows(reading)) {
      return gate.open(reading).map(groups -> List.of());
    }
    return gate.open(reading)
        .chain(
            groups ->
                store
                    .page(reading.policy(), reading.category(), reading.from(), limit)
                    .call(
                        items ->
                            database.transaction(
                                tx -> note(tx, reading, (long) items.size(), groups))));
  }

  /** All rows, or as many as are asked for. */
  Multi<Item> stream(Reading reading) {
    if (!gate.knows(reading)) {
      return gate.open(reading).onItem().transformToMulti(groups -> Multi.createFrom().empty());
    }
    return gate.open(reading)
        .chain(groups -> database.transaction(tx -> note(tx, reading, null, groups)))
        .onItem()
        .transformToMulti(id -> rows(reading, id));
  }

  private Multi<Item> rows(Reading reading, UUID id) {
    AtomicLong sent = new AtomicLong();
    Multi<Item> all = store.rows(reading.policy(), reading.category(), reading.from());
    Integer most = reading.most();
    return (most == null ? all : all.select().first(most))
        .onItem()
        .invoke(sent::incrementAndGet)
        .onTermination()
        .call(() -> register.ended(id, sent.get(), now()));
  }

  private Uni<UUID> note(
      SqlConnection tx, Reading reading, @Nullable Long rows, Optional<Groups> groups) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("policy", reading.policy());
    entry.put("category", reading.category());
    Optional.ofNullable(reading.purpose()).ifPresent(purpose -> entry.put("purpose", purpose));
    Optional.ofNullable(reading.recipient()).ifPresent(to -> entry.put("recipient", to));
    Optional.ofNullable(rows).ifPresent(known -> entry.put("rows", known));
    groups.ifPresent(
        measured -> {
          entry.put("people", measured.people());
          entry.put("k", measured.k());
        });
    entry.put("actor", reading.by());
    String type = reading.recipient() == null ? "read" : "exported";
    Instant now = now();
    return register
        .read(tx, reading, rows, now)
        .call(
            id -> {
              entry.put("register", id.toString());
              return ledger.append(tx, "depersonalized." + type, now, entry);
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
