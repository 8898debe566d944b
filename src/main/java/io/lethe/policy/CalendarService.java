package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.crypto.Sha256;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.CalendarStore.Stored;
import io.lethe.policy.CalendarVersion.State;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.Calendars;
import io.lethe.time.WorkingDayTable;
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
import java.util.function.BiFunction;

/**
 * Adds years and countries to the calendars.
 *
 * <p><b>Guarantee</b>: from the answer on nothing writes a due date by the days of before; what was
 * written by them is lowered, where it has to be, by the job that follows.
 */
@ApplicationScoped
class CalendarService {

  private final Database database;
  private final CalendarStore store;
  private final Calendars calendars;
  private final PolicyRows rows;
  private final PolicyVersions versions;
  private final PolicyLoader loader;
  private final RecomputeStore recomputes;
  private final LedgerStore ledger;
  private final Clock clock;

  CalendarService(
      Database database,
      CalendarStore store,
      Calendars calendars,
      PolicyRows rows,
      PolicyVersions versions,
      PolicyLoader loader,
      RecomputeStore recomputes,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.calendars = calendars;
    this.rows = rows;
    this.versions = versions;
    this.loader = loader;
    this.recomputes = recomputes;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Adds a table. It is in force at once, unless it changes a year that is known: another officer
   * approves such a one.
   *
   * <p><b>Errors</b>: {@code CALENDAR_INVALID} with the line; {@code VERSION_STATE} when it says
   * nothing new; {@code FORBIDDEN} when a policy counts by the calendar that the caller was not
   * granted as a whole.
   */
  Uni<CalendarVersion> add(Caller officer, String name, String csv) {
    WorkingDayTable table = parse(csv);
    return changed((tx, known) -> add(tx, officer, new Given(name, csv, table), known));
  }

  private Uni<CalendarVersion> add(
      SqlConnection tx, Caller officer, Given given, CalendarUse known) {
    List<Stored> all = known.tables();
    String name = given.name();
    WorkingDayTable table = given.table();
    known.refuseUncovered(officer, name);
    Optional<WorkingDayTable> before =
        Optional.ofNullable(calendars.with(CalendarStore.inForce(all)).get(name));
    before.ifPresent(one -> refuseUnchanged(one, table));
    boolean waits = before.filter(one -> !table.changed(one).isEmpty()).isPresent();
    Instant now = now();
    int epoch = waits ? 0 : epoch(all);
    CalendarVersion version =
        new CalendarVersion(
            name,
            versions(all, name).size() + 1,
            waits ? State.AWAITING_APPROVAL : State.IN_FORCE,
            Sha256.hex(given.csv()),
            table.workingDays(),
            officer.id(),
            now,
            null,
            waits ? null : now);
    return store
        .insert(tx, new Stored(version, given.csv(), table, epoch))
        .chain(() -> log(tx, "calendar.added", now, version, officer))
        .chain(() -> waits ? done() : follow(tx, known, version, epoch))
        .replaceWith(version);
  }

  /**
   * Puts a table in force that changes a year.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}; {@code VERSION_STATE} when it is in force; {@code
   * SECOND_PERSON} to who has added it; {@code FORBIDDEN} as with {@link #add}.
   */
  Uni<CalendarVersion> approve(Caller officer, String name, int version) {
    return changed(
        (tx, known) -> approve(tx, officer, awaiting(known.tables(), name, version), known));
  }

  private Uni<CalendarVersion> approve(
      SqlConnection tx, Caller officer, Stored waiting, CalendarUse known) {
    known.refuseUncovered(officer, waiting.version().name());
    if (officer.id().equals(waiting.version().author())) {
      throw new ServiceException(
          ErrorCode.SECOND_PERSON, "who has added a table does not approve it");
    }
    Instant now = now();
    int epoch = epoch(known.tables());
    Stored approved = waiting.inForce(officer.id(), epoch, now);
    return store
        .approve(tx, approved)
        .chain(() -> log(tx, "calendar.approved", now, approved.version(), officer))
        .chain(() -> follow(tx, known, approved.version(), epoch))
        .replaceWith(approved.version());
  }

  private static Stored awaiting(List<Stored> all, String name, int version) {
    Stored found =
        versions(all, name).stream()
            .filter(one -> one.version().version() == version)
            .findFirst()
            .orElseThrow(
                () -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such version"));
    if (found.epoch() > 0) {
      throw new ServiceException(ErrorCode.VERSION_STATE, "the version is in force");
    }
    return found;
  }

  /**
   * In a transaction; what it has changed is in use here when it is answered.
   *
   * <p>The policies are read on its own connection: where all others wait for its lock, there is no
   * second one.
   */
  private Uni<CalendarVersion> changed(
      BiFunction<SqlConnection, CalendarUse, Uni<CalendarVersion>> work) {
    return database
        .transaction(
            tx ->
                store
                    .locked(tx)
                    .chain(
                        tables ->
                            rows.all(tx)
                                .map(all -> all.stream().map(versions::of).toList())
                                .map(policies -> new CalendarUse(tables, policies)))
                    .chain(known -> work.apply(tx, known)))
        .call(loader::refresh);
  }

  private Uni<Void> follow(SqlConnection tx, CalendarUse known, CalendarVersion added, int epoch) {
    return recomputes.queue(tx, added, known.counting(added.name()), epoch);
  }

  private static void refuseUnchanged(WorkingDayTable before, WorkingDayTable table) {
    WorkingDayTable after;
    try {
      after = before.with(table);
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
    if (after.equals(before)) {
      throw new ServiceException(
          ErrorCode.VERSION_STATE, "the calendar says so already, of each of these years");
    }
  }

  private static WorkingDayTable parse(String csv) {
    try {
      return WorkingDayTable.parse(csv.lines().toList());
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  private static ServiceException invalid(IllegalArgumentException e) {
    return new ServiceException(
        ErrorCode.CALENDAR_INVALID, Optional.ofNullable(e.getMessage()).orElse(""));
  }

  private static List<Stored> versions(List<Stored> all, String name) {
    return all.stream().filter(one -> one.version().name().equals(name)).toList();
  }

  private static int epoch(List<Stored> all) {
    return CalendarStore.inForce(all).size() + 1;
  }

  private Uni<Void> log(
      SqlConnection tx, String type, Instant at, CalendarVersion version, Caller officer) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("calendar", version.name());
    entry.put("version", version.version());
    entry.put("hash", version.hash());
    entry.put("inForce", version.state() == State.IN_FORCE);
    entry.put("actor", officer.id());
    return ledger.append(tx, type, at, entry);
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** A table as it was sent. */
  private record Given(String name, String csv, WorkingDayTable table) {}
}
