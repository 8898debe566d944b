package io.lethe.retention;

import io.lethe.policy.PolicyCatalog;
import io.lethe.retention.DueStore.Cursor;
import io.lethe.retention.Share.Portion;
import io.lethe.retention.Spreading.Asked;
import io.lethe.subject.Clocks;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Works out the next part of a backlog that is spread.
 *
 * <p><b>Guarantee</b>: nothing is left to another run that has to be acted on before that begins: a
 * part is counted to the beginning of the last lawful day, by the shortest limit of a rule of any
 * version. What a policy gives no time for, and what a person has demanded, is not left at all.
 */
@ApplicationScoped
class NextPart {

  private static final SortedMap<Short, Cursor> NOTHING = everyBucket(Cursor.START);

  private final AheadStore ahead;
  private final FollowingRuns following;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final SpreadConfig config;
  private final Clock clock;

  NextPart(
      AheadStore ahead,
      FollowingRuns following,
      PolicyCatalog policies,
      Clocks clocks,
      SpreadConfig config,
      Clock clock) {
    this.ahead = ahead;
    this.following = following;
    this.policies = policies;
    this.clocks = clocks;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The part of a run.
   *
   * @param open what the runs before have released
   */
  Uni<Spread> of(Asked asked, Optional<Spread> open) {
    CategoryRef category = asked.category();
    Instant cutoff = asked.cutoff();
    Instant now = now().isBefore(cutoff) ? cutoff : now();
    Instant begun = open.map(Spread::begunAt).orElse(now);
    SortedMap<Short, Cursor> from = open.map(Spread::released).orElse(NOTHING);
    ZoneId zone = zone(category.policy());
    return ahead
        .ahead(category, cutoff, from, zone)
        .chain(
            counts -> {
              List<Portion> backlog = portions(category, counts, zone, begun);
              long share = Share.of(backlog, following.after(now, last(backlog, now)));
              return ahead.after(category, cutoff, from, Share.deal(counts, share));
            })
        .chain(released -> demanded(category, cutoff, released))
        .chain(
            released ->
                ahead
                    .ahead(category, cutoff, released, zone)
                    .map(left -> portions(category, left, zone, begun))
                    .map(
                        left ->
                            new Spread(
                                asked.run().id(),
                                begun,
                                asked.epoch(),
                                asked.due(),
                                left.stream().mapToLong(Portion::records).sum(),
                                last(left, now),
                                released)));
  }

  /** Releases a bucket up to the last row of a person whose data is due at once. */
  private Uni<SortedMap<Short, Cursor>> demanded(
      CategoryRef category, Instant cutoff, SortedMap<Short, Cursor> released) {
    return ahead
        .lastOf(category, cutoff, clocks.atOnce(category.policy(), category.category()))
        .map(
            last -> {
              SortedMap<Short, Cursor> all = new TreeMap<>(released);
              last.forEach((bucket, row) -> all.merge(bucket, row, Cursor::later));
              return all;
            });
  }

  private List<Portion> portions(
      CategoryRef category,
      Map<Short, SortedMap<LocalDate, Long>> counts,
      ZoneId zone,
      Instant begun) {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    counts.values().forEach(one -> one.forEach((day, n) -> days.merge(day, n, Long::sum)));
    Instant end = begun.plus(config.over());
    List<Portion> portions = new ArrayList<>();
    days.forEach(
        (day, n) -> {
          Instant due = day.plusDays(1).atStartOfDay(zone).toInstant();
          Instant by = clocks.lastDay(category.policy(), category.category(), due).orElse(begun);
          portions.add(new Portion(day, by.isBefore(end) ? by : end, n));
        });
    return portions;
  }

  private static Instant last(List<Portion> portions, Instant now) {
    return portions.stream().map(Portion::by).max(Comparator.naturalOrder()).orElse(now);
  }

  private ZoneId zone(String policy) {
    return policies
        .published(policy)
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .document()
        .zone();
  }

  /** The same cursor for every bucket. */
  static SortedMap<Short, Cursor> everyBucket(Cursor cursor) {
    SortedMap<Short, Cursor> every = new TreeMap<>();
    IntStream.range(0, 64).forEach(bucket -> every.put((short) bucket, cursor));
    return every;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
