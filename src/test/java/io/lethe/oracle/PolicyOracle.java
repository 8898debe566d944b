package io.lethe.oracle;

import io.lethe.oracle.RandomPolicies.Policy;
import io.lethe.oracle.RandomPolicies.Policy.Kind;
import io.lethe.oracle.RandomPolicies.Policy.Rule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the documentation says of due dates, worked out the slow way from plain data: days one by
 * one, events by looking at every moment anew. It shares nothing with the service but the words.
 */
public final class PolicyOracle {

  /** What is known of one record. */
  public record Facts(Instant collectedAt, boolean said, int position, List<Fact> events) {}

  /** An event, and the place of its telling in the order in which all was told. */
  public record Fact(String type, String purpose, Instant at, int position) {}

  /** What a rule says; all but the rule is null while it waits. */
  public record Said(
      Rule rule,
      @Nullable Instant start,
      @Nullable Instant due,
      @Nullable LocalDate deadline,
      boolean provisional) {}

  /** A version in force from an instant; the first always was. */
  public record Version(Policy policy, Instant since) {}

  /** When a record is due, by which version, and for what. */
  public record Due(Instant at, int version, boolean destroys) {}

  private static final Set<String> CAPPED =
      Set.of("account-deleted", "consent-withdrawn", "purpose-achieved");
  private static final Set<Integer> DECREED = Set.of(2024, 2025, 2026);

  private final Collection<LocalDate> otherwise;

  /**
   * An oracle.
   *
   * @param otherwise the days of 2024 to 2026 that differ from Monday to Friday
   */
  public PolicyOracle(Collection<LocalDate> otherwise) {
    this.otherwise = otherwise;
  }

  /** Every rule of a whole record. */
  public List<Said> read(Policy policy, Kind kind, Facts facts) {
    return kind.rules().stream()
        .filter(rule -> !rule.from().equals("depersonalized"))
        .map(rule -> said(policy, kind, rule, facts))
        .toList();
  }

  /** The first moment at which a version that is in force then says that a record is due. */
  public @Nullable Due due(List<Version> versions, String category, Facts facts) {
    TreeSet<Instant> moments = new TreeSet<>();
    for (Version version : versions) {
      moments.add(version.since());
      kind(version, category)
          .map(kind -> read(version.policy(), kind, facts))
          .flatMap(List::stream)
          .map(Said::due)
          .filter(Objects::nonNull)
          .forEach(moments::add);
    }
    for (Instant moment : moments) {
      for (int i = 0; i < versions.size(); i++) {
        boolean begun = i == 0 || !versions.get(i).since().isAfter(moment);
        boolean over = i + 1 < versions.size() && versions.get(i + 1).since().isBefore(moment);
        if (begun && !over) {
          Due due = at(versions.get(i), i, category, facts, moment);
          if (due != null) {
            return due;
          }
        }
      }
    }
    return null;
  }

  private @Nullable Due at(
      Version version, int number, String category, Facts facts, Instant moment) {
    List<Said> due =
        kind(version, category)
            .map(kind -> read(version.policy(), kind, facts))
            .flatMap(List::stream)
            .filter(said -> said.due() != null && !said.due().isAfter(moment))
            .toList();
    return due.isEmpty()
        ? null
        : new Due(moment, number, due.stream().anyMatch(said -> said.rule().destroys()));
  }

  private static Stream<Kind> kind(Version version, String category) {
    return version.policy().categories().stream().filter(kind -> kind.name().equals(category));
  }

  private Said said(Policy policy, Kind kind, Rule rule, Facts facts) {
    Instant start = start(policy, kind, rule, facts);
    if (start == null) {
      return new Said(rule, null, null, null, false);
    }
    LocalDate day = LocalDate.ofInstant(start, policy.zone());
    Day end = rule.keep() == null ? new Day(day, false) : after(day, rule.keep());
    Instant due = rule.keep() == null ? start : begin(end.day().plusDays(1), policy.zone());
    Day limit = limit(policy, rule, end.day());
    return new Said(
        rule,
        start,
        due,
        limit == null ? null : limit.day(),
        end.provisional() || limit != null && limit.provisional());
  }

  private @Nullable Day limit(Policy policy, Rule rule, LocalDate from) {
    Day own = rule.within() == null ? null : after(from, rule.within());
    boolean capped = policy.law() && CAPPED.contains(rule.from());
    LocalDate legal = capped ? LocalDate.ofEpochDay(from.toEpochDay() + 30) : null;
    if (own != null && (legal == null || !legal.isBefore(own.day()))) {
      return own;
    }
    return legal == null ? null : new Day(legal, false);
  }

  private @Nullable Instant start(Policy policy, Kind kind, Rule rule, Facts facts) {
    return switch (rule.from()) {
      case "collected" -> facts.collectedAt();
      case "last-activity" -> activity(facts);
      case "consent-withdrawn" -> withdrawn(policy, kind, rule, facts);
      case "opted-out" -> optedOut(policy, kind, rule, facts);
      default ->
          first(
              facts.events().stream()
                  .filter(event -> event.type().equals(rule.from()) && ofRecord(event, facts))
                  .filter(event -> kind.purposes().stream().anyMatch(concerns(event))));
    };
  }

  private static @Nullable Instant first(Stream<Fact> events) {
    return events.map(Fact::at).min(Instant::compareTo).orElse(null);
  }

  private static Predicate<String> concerns(Fact event) {
    return purpose -> event.purpose().isEmpty() || event.purpose().equals(purpose);
  }

  /** Not older than the data; of data that nobody dated, whatever was told after it came. */
  private static boolean ofRecord(Fact event, Facts facts) {
    return !event.at().isBefore(facts.collectedAt())
        || !facts.said() && event.position() > facts.position();
  }

  private static @Nullable Instant activity(Facts facts) {
    List<Fact> all =
        facts.events().stream().filter(event -> event.type().equals("last-activity")).toList();
    if (all.isEmpty()) {
      return null;
    }
    Instant last = all.stream().map(Fact::at).max(Instant::compareTo).orElseThrow();
    boolean wasThere = all.stream().allMatch(event -> event.position() > facts.position());
    boolean asTold = !facts.said() && wasThere;
    return asTold || last.isAfter(facts.collectedAt()) ? last : facts.collectedAt();
  }

  /** The first moment at which nothing is left to stand on, unless a consent comes in time. */
  private @Nullable Instant withdrawn(Policy policy, Kind kind, Rule rule, Facts facts) {
    boolean byConsent =
        kind.purposes().stream().anyMatch(of -> policy.purposes().get(of).contains("consent"));
    if (!byConsent) {
      return null;
    }
    for (Instant moment : moments(facts)) {
      boolean before = stands(policy, kind, facts, moment, false);
      boolean after = stands(policy, kind, facts, moment, true);
      if (before && !after && !saved(policy, kind, rule, facts, moment)) {
        return moment;
      }
    }
    return null;
  }

  private static TreeSet<Instant> moments(Facts facts) {
    TreeSet<Instant> moments = new TreeSet<>();
    facts.events().forEach(event -> moments.add(event.at()));
    return moments;
  }

  /** Whether a new consent to any purpose of the data comes after it began and before its end. */
  private boolean saved(Policy policy, Kind kind, Rule rule, Facts facts, Instant began) {
    Instant end = expiry(policy, rule, began);
    return kind.purposes().stream()
        .filter(purpose -> policy.purposes().get(purpose).contains("consent"))
        .anyMatch(purpose -> given(facts, purpose, began, end));
  }

  private static boolean given(Facts facts, String purpose, Instant after, Instant before) {
    return facts.events().stream()
        .filter(event -> event.type().equals("consent-given") && concerns(event).test(purpose))
        .anyMatch(event -> event.at().isAfter(after) && event.at().isBefore(before));
  }

  private Instant expiry(Policy policy, Rule rule, Instant began) {
    LocalDate day = LocalDate.ofInstant(began, policy.zone());
    if (rule.keep() != null) {
      return begin(after(day, rule.keep()).day().plusDays(1), policy.zone());
    }
    Day limit = limit(policy, rule, day);
    return limit == null ? began : begin(limit.day().plusDays(1), policy.zone());
  }

  /** Whether some purpose has a ground at a moment, before or after what ends grounds then. */
  private static boolean stands(
      Policy policy, Kind kind, Facts facts, Instant moment, boolean after) {
    return kind.purposes().stream()
        .anyMatch(
            purpose ->
                policy.purposes().get(purpose).stream()
                    .anyMatch(ground -> lives(ground, purpose, facts, moment, after)));
  }

  private static boolean lives(
      String ground, String purpose, Facts facts, Instant moment, boolean after) {
    List<Fact> ends =
        facts.events().stream()
            .filter(event -> concerns(event).test(purpose) && ofRecord(event, facts))
            .filter(event -> after ? !event.at().isAfter(moment) : event.at().isBefore(moment))
            .toList();
    return switch (ground) {
      case "statistics" -> false;
      case "consent" ->
          of(ends, "consent-withdrawn", "opted-out")
              .allMatch(end -> given(facts, purpose, end.at(), moment.plusNanos(1)));
      case "contract" ->
          of(ends, "contract-ended", "account-deleted", "purpose-achieved").findAny().isEmpty();
      case "legitimate-interest", "public-interest" ->
          of(ends, "opted-out", "purpose-achieved").findAny().isEmpty();
      default -> of(ends, "purpose-achieved").findAny().isEmpty();
    };
  }

  private static Stream<Fact> of(List<Fact> events, String... types) {
    return events.stream().filter(event -> List.of(types).contains(event.type()));
  }

  /** Of each purpose with a ground the first refusal that no consent undid in time. */
  private @Nullable Instant optedOut(Policy policy, Kind kind, Rule rule, Facts facts) {
    List<Instant> starts = new ArrayList<>();
    for (String purpose : kind.purposes()) {
      List<String> grounds = policy.purposes().get(purpose);
      boolean consent = grounds.contains("consent");
      if (grounds.equals(List.of("statistics"))) {
        continue;
      }
      List<Instant> out =
          facts.events().stream()
              .filter(event -> event.type().equals("opted-out") && ofRecord(event, facts))
              .filter(event -> concerns(event).test(purpose))
              .map(Fact::at)
              .sorted()
              .toList();
      Instant left = null;
      Instant undoneUntil = Instant.MIN;
      for (Instant at : out) {
        if (left == null && !at.isBefore(undoneUntil)) {
          Instant consented = consent ? consentAfter(facts, purpose, at) : null;
          if (consented == null || !consented.isBefore(expiry(policy, rule, at))) {
            left = at;
          } else {
            undoneUntil = consented;
          }
        }
      }
      if (left != null) {
        starts.add(left);
      }
    }
    return starts.stream().min(Instant::compareTo).orElse(null);
  }

  private static @Nullable Instant consentAfter(Facts facts, String purpose, Instant after) {
    return facts.events().stream()
        .filter(event -> event.type().equals("consent-given") && concerns(event).test(purpose))
        .map(Fact::at)
        .filter(at -> at.isAfter(after))
        .min(Instant::compareTo)
        .orElse(null);
  }

  private record Day(LocalDate day, boolean provisional) {}

  private Day after(LocalDate day, String term) {
    if (term.endsWith("BD")) {
      return working(day, Integer.parseInt(term.substring(1, term.length() - 2)));
    }
    Period period = Period.parse(term);
    int months = day.getYear() * 12 + day.getMonthValue() - 1;
    months += period.getYears() * 12 + period.getMonths();
    YearMonth month = YearMonth.of(months / 12, months % 12 + 1);
    LocalDate end = month.atDay(Math.min(day.getDayOfMonth(), month.lengthOfMonth()));
    return new Day(LocalDate.ofEpochDay(end.toEpochDay() + period.getDays()), false);
  }

  private Day working(LocalDate day, int days) {
    LocalDate at = day;
    boolean provisional = false;
    int left = days;
    while (left > 0) {
      at = at.plusDays(1);
      boolean decreed = DECREED.contains(at.getYear());
      provisional = provisional || !decreed;
      boolean works = at.getDayOfWeek().getValue() <= 5 != otherwise.contains(at);
      if (!decreed || works) {
        left--;
      }
    }
    return new Day(at, provisional);
  }

  /** The first instant of a day, by looking: zones shift at quarters of an hour. */
  private static Instant begin(LocalDate day, ZoneId zone) {
    Instant at = day.atStartOfDay(ZoneId.of("UTC")).toInstant().minus(15, ChronoUnit.HOURS);
    while (LocalDate.ofInstant(at, zone).isBefore(day)) {
      at = at.plus(15, ChronoUnit.MINUTES);
    }
    return at;
  }

  /** The days of a table that differ from Monday to Friday, read by their own means. */
  public static Set<LocalDate> days(Stream<String> table) {
    Set<LocalDate> days = new TreeSet<>();
    table
        .filter(line -> line.matches("[0-9]{4}-.*"))
        .forEach(line -> days.add(LocalDate.parse(line.substring(0, 10))));
    return days;
  }
}
