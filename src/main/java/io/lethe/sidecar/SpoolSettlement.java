package io.lethe.sidecar;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.intake.IntakeKey;
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.sidecar.SpoolRefused.Refusal;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What becomes of items of the spool: the centre has them, they are kept with those that it
 * refuses, or they go behind the others.
 *
 * <p><b>Guarantee</b>: an item is on the disk at its next place before it leaves the one it has; a
 * kill between has it at both. One that the centre may have forgotten is not sent again.
 *
 * <p><b>Thread safety</b>: one batch at a time; every call but {@link #accepted}, {@link
 * #isSettled} and {@link #left} waits for the disk.
 */
final class SpoolSettlement {

  /**
   * The code of an item that was sent so long ago that the centre may not know its key any more.
   */
  static final String SENT_TOO_LONG_AGO = "SENT_TOO_LONG_AGO";

  private static final Logger LOG = Logger.getLogger(SpoolSettlement.class);

  private final Spool spool;
  private final SpoolRefused refused;
  private final SidecarMetrics metrics;
  private final ObjectMapper mapper;
  private final Clock clock;
  private final Duration again;
  private final Set<Long> behind = ConcurrentHashMap.newKeySet();

  /**
   * Settles nothing yet.
   *
   * @param again how long an item may be sent again, from when it may have been sent first
   */
  SpoolSettlement(
      Spool spool,
      SpoolRefused refused,
      SidecarMetrics metrics,
      ObjectMapper mapper,
      Clock clock,
      Duration again) {
    this.spool = spool;
    this.refused = refused;
    this.metrics = metrics;
    this.mapper = mapper;
    this.clock = clock;
    this.again = again;
  }

  /** Number of the last item that was accepted; waits for nothing. */
  long accepted() {
    return spool.measured().appended();
  }

  /**
   * Whether the centre has taken or refused every item up to a number, but for those that others
   * need not wait for; waits for nothing.
   */
  boolean isSettled(long number) {
    Spool.Measured now = spool.measured();
    long reached = now.acknowledged();
    return now.items() == 0
        || reached + behind.stream().filter(one -> one > reached && one <= number).count()
            >= number;
  }

  /** Whether the next item is one that others need not wait for; waits for nothing. */
  boolean isNextBehind() {
    return behind.contains(spool.measured().acknowledged() + 1);
  }

  /** Items that are not settled; waits for nothing. */
  long left() {
    return spool.items();
  }

  /** The entry that comes so many after one that was read, or the last; it may be sent. */
  Optional<Entry> behind(Entry last, int distance) throws IOException {
    Optional<Entry> entry = spool.behind(last, distance);
    if (entry.isPresent()) {
      spool.sending(entry.get());
    }
    return entry;
  }

  /** The next items of one kind that may be sent; what may not is set aside. */
  List<Entry> next(int most, int bytes) throws IOException {
    while (true) {
      List<Entry> entries = spool.read(most, bytes);
      Instant limit = clock.instant().minus(again);
      List<Entry> late = entries.stream().takeWhile(entry -> isLate(entry, limit)).toList();
      if (late.isEmpty()) {
        List<Entry> next = entries.stream().takeWhile(entry -> !isLate(entry, limit)).toList();
        if (!next.isEmpty()) {
          spool.sending(next.get(next.size() - 1));
        }
        return next;
      }
      LOG.warnf(
          "%d items were sent at %s or later: the centre may have them and have forgotten their keys,"
              + " they are kept with those that it refuses",
          late.size(), spool.sentSince(late.get(0)));
      settle(late, refusals(late, SENT_TOO_LONG_AGO), 0);
    }
  }

  private boolean isLate(Entry entry, Instant limit) {
    return spool.sentSince(entry).isBefore(limit);
  }

  private static List<Refusal> refusals(List<Entry> entries, String code) {
    return entries.stream().map(entry -> new Refusal(entry.item(), code)).toList();
  }

  /** The centre refuses an item for good, whatever it is sent with. */
  void refuse(Entry entry, String code) throws IOException {
    settle(List.of(entry), refusals(List.of(entry), code), 0);
  }

  /** Settles as many items as the centre has taken or refused, one after the other. */
  void settle(List<Entry> entries, SpoolAnswer answer) throws IOException {
    int settled = answer.settled();
    int taken = 0;
    while (taken < settled && answer.isAccepted(taken)) {
      taken++;
    }
    if (taken > 0 && taken < settled) {
      // What is taken makes room on a full disk for those that are refused.
      settle(entries.subList(0, taken), List.of(), 0);
    }
    settle(
        entries.subList(taken < settled ? taken : 0, settled),
        refusals(entries, answer, settled),
        0);
  }

  private static List<Refusal> refusals(List<Entry> entries, SpoolAnswer answer, int until) {
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < until; i++) {
      if (!answer.isAccepted(i) && !answer.isPassing(i)) {
        refusals.add(new Refusal(entries.get(i).item(), answer.code(i)));
      }
    }
    return refusals;
  }

  /** Settles what the centre has taken or refused; what it cannot take before goes behind. */
  void pass(List<Entry> entries, SpoolAnswer answer) throws IOException {
    int reached = answer.reached();
    List<Entry> passing = new ArrayList<>();
    for (int i = 0; i < reached; i++) {
      if (answer.isPassing(i)) {
        passing.add(entries.get(i));
      }
    }
    postpone(passing);
    settle(entries.subList(0, reached), refusals(entries, answer, reached), passing.size());
  }

  /** Has items that the centre cannot take wait behind the others. */
  void pass(List<Entry> entries) throws IOException {
    postpone(entries);
    settle(entries, List.of(), entries.size());
  }

  private void postpone(List<Entry> entries) throws IOException {
    long number = spool.append(entries.stream().map(Entry::item).toList());
    for (Entry entry : entries) {
      behind.add(number);
      number++;
      LOG.errorf(
          "the centre takes others than %s %s, which goes behind them",
          name(entry.item()), key(entry.item()));
    }
  }

  private void settle(List<Entry> entries, List<Refusal> refusals, int passed) throws IOException {
    refused.keep(refusals);
    refusals.forEach(this::tell);
    metrics.sent(entries.size() - refusals.size() - passed);
    spool.acknowledge(entries.get(entries.size() - 1));
    entries.forEach(entry -> behind.remove(entry.number()));
  }

  private void tell(Refusal refusal) {
    metrics.refused(refusal.code());
    LOG.errorf(
        "refused for good is %s %s: %s", name(refusal.item()), key(refusal.item()), refusal.code());
  }

  private static String name(SpoolItem item) {
    return item.kind() == Kind.RECORD ? "record" : "event";
  }

  /** Nothing but a key: an item may have any text in its place. */
  private String key(SpoolItem item) {
    try {
      return IntakeKey.read(mapper.readTree(item.json()), new ArrayList<>())
          .map(UUID::toString)
          .orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }
}
