package io.lethe.gate;

import io.lethe.database.Database;
import io.lethe.gate.SegmentFile.Head;
import io.lethe.ledger.LedgerStore;
import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database may be served and written to.
 *
 * <p><b>Guarantee</b>: a database that is another than the one that was opened, on another timeline
 * or in another cluster, takes no write before it was compared with what was exported; the database
 * itself refuses, whatever a replica believes. One that lacks what was exported is sealed.
 */
@ApplicationScoped
public class Gate {

  private static final Logger LOG = Logger.getLogger(Gate.class);
  private static final Gauge SEALED = Gauge.of("lethe.gate.sealed");
  private static final Gauge LAG = Gauge.of("lethe.export.lag.seconds");

  private final Database database;
  private final GateStore store;
  private final Segments segments;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Gauges gauges;
  private final Event<Status> changed;
  private final AtomicReference<Status> status = new AtomicReference<>(Status.UNKNOWN);

  Gate(
      Database database,
      GateStore store,
      Segments segments,
      LedgerStore ledger,
      Clock clock,
      MeterRegistry registry,
      Event<Status> changed) {
    this.database = database;
    this.store = store;
    this.segments = segments;
    this.ledger = ledger;
    this.clock = clock;
    this.changed = changed;
    this.gauges = new Gauges(registry);
    gauges.declare(SEALED);
    gauges.declare(LAG);
  }

  /** How it was when it was looked at last. */
  public Status status() {
    return status.get();
  }

  /** Whether activity may be lacking that nobody has sent again. */
  public Uni<Boolean> lacksActivity(SqlClient client) {
    return store.lacksActivity(client);
  }

  /** Time since the last export, as far as is known; it goes on while nothing can be looked at. */
  public Duration lag() {
    Status known = status.get();
    return known.exports()
        ? known.lag().plusNanos(System.nanoTime() - known.lookedAt())
        : Duration.ZERO;
  }

  /** Compares the database with what was exported, and opens or seals it. */
  public Uni<Status> look() {
    return store
        .read(database.data())
        .invoke(this::closed)
        .chain(this::decide)
        .invoke(this::remember)
        .onFailure()
        .invoke(() -> gauges.set(LAG, lag().toSeconds()));
  }

  /** Whatever the directory says, or whether it answers. */
  private void closed(GateRow row) {
    if (!row.isOpen() && !row.isNew()) {
      remember(Status.of(row));
    }
  }

  private void remember(Status now) {
    Status before = status.getAndSet(now);
    gauges.set(SEALED, now.open() ? 0 : 1);
    gauges.set(LAG, now.lag().toSeconds());
    if (now.open() && !before.open()) {
      LOG.info("the database is open");
    } else if (!Objects.equals(before.reason(), now.reason())) {
      LOG.errorf("the database is sealed: %s; nothing is served, nothing acts", now.reason());
    }
    if (before.open() != now.open()) {
      changed.fire(now);
    }
  }

  private Uni<Status> decide(GateRow row) {
    if (row.isBeyondThisBuild()) {
      return Uni.createFrom().item(Status.of(row));
    }
    return row.exports() && !segments.configured()
        ? Uni.createFrom().item(Status.sealed(row, Seal.EXPORT_UNSET))
        : segments.newest().chain(newest -> decide(row, newest));
  }

  private Uni<Status> decide(GateRow row, Optional<Head> newest) {
    boolean collects = row.exports() || !segments.configured();
    return row.isOpen() && collects && seal(row, newest).isEmpty()
        ? Uni.createFrom().item(Status.of(row))
        : database.replay(
            tx ->
                store
                    .lock(tx)
                    .chain(locked -> segments.newest().chain(now -> decide(tx, locked, now)))
                    .chain(() -> read(tx)));
  }

  private Uni<Status> read(SqlConnection tx) {
    return store.read(tx).map(Status::of);
  }

  private Uni<Void> decide(SqlConnection tx, GateRow row, Optional<Head> newest) {
    Optional<Seal> seal = seal(row, newest);
    if (seal.isPresent()) {
      return store.seal(tx, seal.get());
    }
    if (row.isMigrated()) {
      return Uni.createFrom().voidItem();
    }
    if (!row.isNew() && !row.isOpen()) {
      return store.seal(tx, Seal.CHANGED);
    }
    return (row.isNew() ? store.open(tx) : Uni.createFrom().voidItem())
        .chain(() -> collect(tx, row));
  }

  private Uni<Void> collect(SqlConnection tx, GateRow row) {
    return row.exports() || !segments.configured()
        ? Uni.createFrom().voidItem()
        : store.collect(tx);
  }

  /** What keeps it from being opened. */
  Optional<Seal> seal(GateRow row, Optional<Head> newest) {
    boolean known = row.isNew() || row.isOpen() || row.isMigrated();
    boolean comparable = segments.configured() && (newest.isPresent() || row.exported() > 0);
    return comparable ? row.seal(newest) : known ? Optional.empty() : Optional.of(Seal.MOVED);
  }

  /** Opens a database that has what it lacked, in the transaction of {@code tx}. */
  Uni<Void> opened(SqlConnection tx, String sealed) {
    return store
        .open(tx)
        .chain(
            () ->
                ledger.append(
                    tx,
                    "gate.opened",
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    Map.of("sealed", sealed)));
  }

  /**
   * The gate at a moment.
   *
   * @param reason why it is sealed, or null
   * @param lag time since the last export
   * @param exports whether anything is exported
   * @param activityGap since when activity may be lacking, or null
   * @param since time since it was opened or sealed
   * @param lookedAt {@link System#nanoTime}
   */
  public record Status(
      boolean open,
      @Nullable String reason,
      Duration lag,
      boolean exports,
      @Nullable Instant activityGap,
      Duration since,
      long lookedAt) {

    static final Status UNKNOWN =
        new Status(false, "UNKNOWN", Duration.ZERO, false, null, Duration.ZERO, 0);

    static Status of(GateRow row) {
      if (row.isBeyondThisBuild()) {
        return sealed(row, Seal.BUILD_TOO_OLD);
      }
      return of(
          row, row.isOpen() ? null : Optional.ofNullable(row.reason()).orElse(Seal.MOVED.name()));
    }

    /** Of a process that must not use it, or cannot compare what others export. */
    static Status sealed(GateRow row, Seal why) {
      return of(row, why.name());
    }

    private static Status of(GateRow row, @Nullable String sealed) {
      return new Status(
          sealed == null,
          sealed,
          Duration.ofSeconds(Math.max(0, row.exports() ? row.lag() : 0)),
          row.exports(),
          row.activityGap(),
          Duration.ofSeconds(row.sealedFor()),
          System.nanoTime());
    }

    /** Whether it is sealed until journals have been looked at, and lacks no segment. */
    public boolean isChanged() {
      return Seal.CHANGED.name().equals(reason);
    }

    /** Whether a migration has sealed it, so that older builds see that they are to end. */
    public boolean isMigrated() {
      return Seal.MIGRATED.name().equals(reason);
    }

    /** Whether a newer build is to go on, and this one to end. */
    public boolean isTooOld() {
      return Seal.BUILD_TOO_OLD.name().equals(reason);
    }

    /** Whether it is sealed because it lacks what can be replayed. */
    public boolean isBehind() {
      return Seal.BEHIND.name().equals(reason);
    }
  }
}
