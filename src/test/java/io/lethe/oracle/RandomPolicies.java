package io.lethe.oracle;

import io.lethe.oracle.RandomPolicies.Policy.Kind;
import io.lethe.oracle.RandomPolicies.Policy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Random policies, as texts and as plain data, and random lives of their subjects. */
public final class RandomPolicies {

  private static final List<String> EVENTS =
      List.of(
          "account-deleted",
          "consent-withdrawn",
          "consent-given",
          "opted-out",
          "contract-ended",
          "purpose-achieved",
          "moved-out");
  private static final List<String> STARTS =
      List.of(
          "collected",
          "last-activity",
          "account-deleted",
          "consent-withdrawn",
          "opted-out",
          "contract-ended",
          "purpose-achieved",
          "moved-out");
  private static final List<String> PURPOSES = List.of("mailing", "account", "claims");
  private static final List<String> ZONES =
      List.of(
          "Europe/Moscow",
          "Europe/Berlin",
          "America/New_York",
          "America/Sao_Paulo",
          "Africa/Cairo",
          "Asia/Kathmandu",
          "Australia/Lord_Howe");

  private RandomPolicies() {}

  /**
   * A policy.
   *
   * @param law whether Federal Law 152-FZ counts
   * @param purposes grounds by purpose
   */
  public record Policy(
      ZoneId zone, boolean law, Map<String, List<String>> purposes, List<Kind> categories) {

    /** A category. */
    public record Kind(String name, List<String> purposes, List<Rule> rules) {}

    /** A rule; terms as they are written, or null. */
    public record Rule(
        String from, @Nullable String keep, @Nullable String within, boolean destroys) {

      private String yaml() {
        StringJoiner text = new StringJoiner(", ", "{", "}").add("from: " + from);
        if (keep != null) {
          text.add("keep: " + keep);
        }
        if (within != null) {
          text.add("within: " + within);
        }
        return text.add("then: " + (destroys ? "destroy" : "depersonalize")).toString();
      }
    }

    /** The policy's text. */
    public String yaml(String name) {
      StringBuilder text =
          new StringBuilder()
              .append("policy: ")
              .append(name)
              .append("\ntitle: A policy by chance")
              .append("\noperator: {name: Chance LLC, address: \"1 Sample Street\"}")
              .append("\nzone: ")
              .append(zone)
              .append("\nlaw: ")
              .append(law ? "[ru-152-fz]" : "[]")
              .append("\nevents: [moved-out]\npurposes:\n");
      purposes.forEach(
          (purpose, grounds) ->
              text.append("  ")
                  .append(purpose)
                  .append(": {grounds: ")
                  .append(grounds)
                  .append("}\n"));
      text.append("categories:\n");
      for (Kind kind : categories) {
        text.append("  ")
            .append(kind.name())
            .append(":\n    subjects: [user]\n    purposes: ")
            .append(kind.purposes())
            .append(
                "\n    fields:\n      city: {type: text, on-receipt: keep, on-depersonalize: keep}")
            .append("\n    retention:\n");
        kind.rules().forEach(rule -> text.append("      - ").append(rule.yaml()).append('\n'));
      }
      return text.toString();
    }
  }

  /** Something that happened to a subject, told in the order of the list. */
  public record Told(String type, String purpose, Instant at) {}

  /** Policies of one to three categories. */
  public static Arbitrary<Policy> policies() {
    Arbitrary<Map<String, List<String>>> purposes =
        grounds().list().ofSize(PURPOSES.size()).map(RandomPolicies::named);
    return Combinators.combine(
            Arbitraries.of(ZONES),
            Arbitraries.of(true, false),
            purposes,
            kinds().list().ofMinSize(1).ofMaxSize(3))
        .as((zone, law, of, kinds) -> new Policy(ZoneId.of(zone), law, of, numbered(kinds)));
  }

  private static Map<String, List<String>> named(List<List<String>> grounds) {
    Map<String, List<String>> named = new LinkedHashMap<>();
    grounds.forEach(of -> named.put(PURPOSES.get(named.size()), of));
    return named;
  }

  private static List<Kind> numbered(List<Kind> kinds) {
    List<Kind> numbered = new ArrayList<>();
    kinds.forEach(
        kind -> numbered.add(new Kind("c" + numbered.size(), kind.purposes(), kind.rules())));
    return numbered;
  }

  private static Arbitrary<List<String>> grounds() {
    Arbitrary<List<String>> consent = Arbitraries.just(List.of("consent"));
    Arbitrary<List<String>> any =
        Arbitraries.of(
                "consent",
                "contract",
                "law",
                "legitimate-interest",
                "vital-interest",
                "public-interest",
                "statistics")
            .list()
            .ofMinSize(1)
            .ofMaxSize(2)
            .uniqueElements();
    return Arbitraries.frequencyOf(Tuple.of(3, consent), Tuple.of(2, any));
  }

  private static Arbitrary<Kind> kinds() {
    return Combinators.combine(
            Arbitraries.of(PURPOSES).list().ofMinSize(1).ofMaxSize(3).uniqueElements(),
            rules().list().ofMinSize(1).ofMaxSize(5))
        .as((purposes, rules) -> new Kind("", purposes, whole(rules)));
  }

  /** What depersonalization leaves has a term. */
  private static List<Rule> whole(List<Rule> rules) {
    List<Rule> whole = new ArrayList<>(rules);
    if (rules.stream().anyMatch(rule -> !rule.destroys())) {
      whole.add(new Rule("depersonalized", "P5Y", null, true));
    }
    return whole;
  }

  private static Arbitrary<Rule> rules() {
    return Combinators.combine(
            Arbitraries.of(STARTS),
            terms().injectNull(0.3),
            terms().injectNull(0.5),
            Arbitraries.of(true, true, false))
        .as(Rule::new);
  }

  private static Arbitrary<String> terms() {
    Arbitrary<String> calendar =
        Combinators.combine(
                Arbitraries.of(0, 0, 1, 2, 3, 6),
                Arbitraries.of(0, 0, 1, 5, 6, 11, 30),
                Arbitraries.of(0, 1, 10, 30, 60, 364, 365, 366))
            .as((years, months, days) -> "P" + years + "Y" + months + "M" + days + "D");
    Arbitrary<String> working = Arbitraries.of(0, 1, 3, 7, 10, 30, 250).map(of -> "P" + of + "BD");
    return Arbitraries.frequencyOf(Tuple.of(3, calendar), Tuple.of(1, working));
  }

  /** What is told of a subject, in the order in which it is told. */
  public static Arbitrary<List<Told>> lives() {
    Arbitrary<Told> event =
        Combinators.combine(
                Arbitraries.of(EVENTS),
                Arbitraries.of("", "", "mailing", "account", "claims"),
                instants())
            .as(Told::new);
    Arbitrary<Told> activity = instants().map(at -> new Told("last-activity", "", at));
    return Arbitraries.frequencyOf(Tuple.of(4, event), Tuple.of(1, activity)).list().ofMaxSize(8);
  }

  /**
   * Any second of some years; often one beside a month's end, a leap day, a moved working day, a
   * shift of one of the zones; and often one in a few weeks of 2025, or of three in them, where
   * events meet.
   */
  public static Arbitrary<Instant> instants() {
    Arbitrary<Instant> any =
        seconds(Instant.parse("2014-01-01T00:00:00Z"), Instant.parse("2025-09-09T00:00:00Z"));
    Arbitrary<Instant> near =
        seconds(Instant.parse("2025-02-01T00:00:00Z"), Instant.parse("2025-04-01T00:00:00Z"));
    Arbitrary<Instant> edges =
        Combinators.combine(
                Arbitraries.of(
                    "2020-02-29",
                    "2024-02-29",
                    "2019-12-31",
                    "2021-01-31",
                    "2021-03-28",
                    "2021-03-14",
                    "2020-10-25",
                    "2020-11-01",
                    "2018-11-04",
                    "2023-04-28",
                    "2024-04-27",
                    "2024-12-28",
                    "2024-12-31",
                    "2025-04-06",
                    "2025-05-01"),
                Arbitraries.longs().between(-129_600, 129_600))
            .as(
                (day, seconds) ->
                    LocalDate.parse(day)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .plus(Duration.ofSeconds(seconds)));
    Arbitrary<Instant> same =
        Arbitraries.of("2025-02-10T09:00:00Z", "2025-02-12T21:00:00Z", "2025-03-14T20:59:59Z")
            .map(Instant::parse);
    return Arbitraries.oneOf(any, near, edges, same);
  }

  private static Arbitrary<Instant> seconds(Instant from, Instant to) {
    return Arbitraries.longs()
        .between(from.getEpochSecond(), to.getEpochSecond())
        .map(Instant::ofEpochSecond);
  }
}
