package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.retention.BacklogStore.Falling;
import io.lethe.subject.Clocks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What falls due when, and whether runs will have acted on it in time.
 *
 * <p>It goes by the stored due dates, which are never later than the truth, and by the rate of the
 * last runs, which all categories share. What is due in a week is taken to be due at its end: the
 * completion that is predicted is rather too late than too early, but for the first records of the
 * week.
 */
@ApplicationScoped
class Forecast {

  /** As far ahead as the gauges look. */
  static final int WEEKS = 12;

  private final BacklogStore store;
  private final BrakeStore brakes;
  private final SpreadStore spreads;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final RetentionMetrics metrics;
  private final RetentionConfig config;
  private final Clock clock;

  Forecast(
      BacklogStore store,
      BrakeStore brakes,
      SpreadStore spreads,
      PolicyCatalog policies,
      Clocks clocks,
      RetentionMetrics metrics,
      RetentionConfig config,
      Clock clock) {
    this.store = store;
    this.brakes = brakes;
    this.spreads = spreads;
    this.policies = policies;
    this.clocks = clocks;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /** Sets, of each category, how many periods have a completion that is predicted too late. */
  Uni<Void> measure() {
    return of(policies.names(), WEEKS)
        .invoke(
            periods ->
                everyCategory()
                    .forEach(category -> metrics.late(category, late(periods, category))))
        .replaceWithVoid();
  }

  private List<CategoryRef> everyCategory() {
    return policies.names().stream()
        .flatMap(
            policy ->
                policies.categories(policy).stream().map(name -> new CategoryRef(policy, name)))
        .toList();
  }

  private static long late(List<Period> periods, CategoryRef category) {
    return periods.stream()
        .filter(one -> one.policy().equals(category.policy()))
        .filter(one -> one.category().equals(category.category()))
        .filter(Period::late)
        .count();
  }

  /** The forecast of every category that the caller was granted. */
  Uni<List<Period>> of(Caller caller, @Nullable String policy, int weeks) {
    List<String> asked =
        policies.names().stream().filter(name -> policy == null || name.equals(policy)).toList();
    return of(asked, weeks)
        .map(
            periods ->
                periods.stream()
                    .filter(one -> caller.covers(one.policy(), one.category()))
                    .toList());
  }

  private Uni<List<Period>> of(List<String> names, int weeks) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Uni.combine()
        .all()
        .unis(store.rate(), brakes.waiting(), spreads.open())
        .asTuple()
        .chain(
            known ->
                Multi.createFrom()
                    .iterable(names)
                    .filter(name -> !policies.history(name).isEmpty())
                    .onItem()
                    .transformToUniAndConcatenate(name -> of(name, now, weeks))
                    .collect()
                    .asList()
                    .map(
                        found ->
                            predicted(
                                found.stream().flatMap(List::stream).toList(),
                                new Known(known.getItem1(), known.getItem2(), known.getItem3()),
                                now)));
  }

  /** What falls due of a policy's categories, by its own weeks. */
  private Uni<List<Due>> of(String policy, Instant now, int weeks) {
    ZoneId zone =
        policies
            .published(policy)
            .reduce((earlier, later) -> later)
            .map(PolicyVersion::document)
            .orElseThrow()
            .zone();
    LocalDate monday =
        LocalDate.ofInstant(now, zone).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
    List<Instant> ends = new ArrayList<>();
    ends.add(now.plus(1, ChronoUnit.MICROS));
    for (int week = 0; week < weeks; week++) {
      ends.add(monday.plusWeeks(week).atStartOfDay(zone).toInstant());
    }
    return store
        .falling(policy, policies.categories(policy), ends)
        .map(found -> found.stream().map(one -> due(policy, zone, one, ends)).toList());
  }

  private Due due(String policy, ZoneId zone, Falling falling, List<Instant> ends) {
    Instant until = falling.period() == 0 ? ends.get(0) : ends.get(falling.period());
    return new Due(
        new CategoryRef(policy, falling.category()),
        zone,
        falling.period() == 0,
        until,
        falling.records(),
        falling.first(),
        clocks.strictestDeadline(policy, falling.category(), falling.first()).orElse(null));
  }

  /** Goes through the periods in order: each waits for those before it. */
  private List<Period> predicted(List<Due> all, Known known, Instant now) {
    List<Due> inOrder = new ArrayList<>(all);
    inOrder.sort(Comparator.comparing(Due::until));
    List<Period> periods = new ArrayList<>();
    Instant free = now;
    for (Due due : inOrder) {
      boolean waits = known.waiting().contains(due.category());
      Instant completion = null;
      if (!waits && known.rate() > 0) {
        Instant begins = due.until().isAfter(free) ? due.until() : free;
        free = begins.plus(Duration.ofMillis((long) (due.records() * 1000 / known.rate())));
        completion = known.completion(due.category(), due.overdue(), free.plus(config.every()));
      }
      periods.add(due.period(completion, waits));
    }
    periods.sort(
        Comparator.comparing(Period::policy)
            .thenComparing(Period::category)
            .thenComparing(Period::until));
    return periods;
  }

  private record Due(
      CategoryRef category,
      ZoneId zone,
      boolean overdue,
      Instant until,
      long records,
      Instant first,
      @Nullable LocalDate deadline) {

    private Period period(@Nullable Instant completion, boolean waits) {
      Instant end = deadline == null ? null : deadline.plusDays(1).atStartOfDay(zone).toInstant();
      LocalDate week =
          LocalDate.ofInstant(until.minus(1, ChronoUnit.MICROS), zone)
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      return new Period(
          category.policy(),
          category.category(),
          week,
          until,
          records,
          first,
          deadline,
          completion,
          end != null && completion != null && completion.isAfter(end),
          waits);
    }
  }

  /**
   * Records of a category that fall due in a week, or are due already.
   *
   * @param week its Monday in the policy's zone
   * @param until the end of the week; of those that are due already, now
   * @param due how many
   * @param firstDueAt when the first of them falls due
   * @param deadline the last lawful day of the first one, by the shortest limit of a rule; null
   *     where no rule has one
   * @param predictedCompletion when runs will have acted on all of them at the rate of the last
   *     ones; null where no run has acted yet, or one waits for a second person
   * @param late whether that is after the deadline
   * @param awaitingApproval whether a run waits for a second person with the category
   */
  @Schema(name = "ForecastPeriod")
  public record Period(
      String policy,
      String category,
      LocalDate week,
      Instant until,
      long due,
      Instant firstDueAt,
      @Nullable LocalDate deadline,
      @Nullable Instant predictedCompletion,
      boolean late,
      boolean awaitingApproval) {}
}
