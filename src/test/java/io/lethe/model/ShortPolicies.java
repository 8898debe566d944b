package io.lethe.model;

import io.lethe.oracle.RandomPolicies.Policy;
import io.lethe.oracle.RandomPolicies.Policy.Kind;
import io.lethe.oracle.RandomPolicies.Policy.Rule;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Random policies whose terms end within a sequence, and what their next version may be. */
final class ShortPolicies {

  static final List<String> PURPOSES = List.of("mailing", "account", "claims");

  private static final List<String> STARTS =
      List.of(
          "collected",
          "collected",
          "last-activity",
          "last-activity",
          "account-deleted",
          "consent-withdrawn",
          "opted-out",
          "contract-ended",
          "purpose-achieved",
          "moved-out");
  private static final List<String> CALENDAR_TERMS =
      List.of("P1D", "P5D", "P10D", "P20D", "P40D", "P1M", "P2M");
  private static final List<String> TERMS =
      Stream.concat(CALENDAR_TERMS.stream(), Stream.of("P3BD", "P10BD")).toList();

  /** A category without a key, which has time tables as long as its terms let it. */
  private static final String VISITS = "visits";

  private static final List<String> ZONES =
      List.of("Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu");
  private static final List<String> GROUNDS =
      List.of("consent", "contract", "law", "legitimate-interest");

  private final Random random;

  ShortPolicies(Random random) {
    this.random = random;
  }

  static boolean isVisits(String category) {
    return category.equals(VISITS);
  }

  /** A policy of one to three categories, and sometimes one whose clock is fixed at receipt. */
  Policy first() {
    Map<String, List<String>> purposes = new LinkedHashMap<>();
    PURPOSES.forEach(
        purpose -> purposes.put(purpose, List.of(random.nextInt(5) < 3 ? "consent" : of(GROUNDS))));
    List<Kind> kinds = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      kinds.add(new Kind("c" + kinds.size(), purposes(), rules()));
    }
    if (random.nextInt(3) == 0) {
      kinds.add(new Kind(VISITS, purposes(), fixed()));
    }
    return new Policy(ZoneId.of(of(ZONES)), random.nextBoolean(), purposes, kinds);
  }

  /** The same with other terms; now and then in another zone. */
  Policy next(Policy last) {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : last.categories()) {
      boolean same = random.nextInt(3) == 0;
      boolean fixed = isVisits(kind.name()) && random.nextInt(4) > 0;
      kinds.add(same ? kind : new Kind(kind.name(), kind.purposes(), fixed ? fixed() : rules()));
    }
    ZoneId zone = random.nextInt(8) == 0 ? ZoneId.of(of(ZONES)) : last.zone();
    return new Policy(zone, last.law(), last.purposes(), kinds);
  }

  /** The text, with a field beside the others that is encrypted and searched by, or not. */
  static String yaml(Policy policy, String name, int version) {
    String[] categories =
        policy
            .yaml(name)
            .replace("title: A policy by chance", "title: Version " + version)
            .split("(?=\n  " + VISITS + ":)");
    categories[0] = withNote(categories[0], "{encrypt: {searchable: true}}");
    if (categories.length > 1) {
      categories[1] = withNote(categories[1], "drop");
    }
    return String.join("", categories);
  }

  private static String withNote(String categories, String method) {
    String city = "on-depersonalize: keep}";
    return categories.replace(
        city, city + "\n      note: {type: text, on-receipt: " + method + "}");
  }

  private List<String> purposes() {
    List<String> of = new ArrayList<>(PURPOSES);
    while (of.size() > 1 && random.nextBoolean()) {
      of.remove(random.nextInt(of.size()));
    }
    return of;
  }

  /** Rules that let the time of collection alone count. */
  private List<Rule> fixed() {
    List<Rule> rules = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      String within = random.nextBoolean() ? null : of(CALENDAR_TERMS);
      rules.add(new Rule("collected", of(CALENDAR_TERMS), within, true));
    }
    return rules;
  }

  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String keep = random.nextInt(6) == 0 ? null : of(TERMS);
      String within = random.nextBoolean() ? null : of(TERMS);
      rules.add(new Rule(of(STARTS), keep, within, random.nextInt(3) > 0));
    }
    if (rules.stream().anyMatch(rule -> !rule.destroys())) {
      rules.add(new Rule("depersonalized", of(TERMS), null, true));
    }
    return rules;
  }

  private String of(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
