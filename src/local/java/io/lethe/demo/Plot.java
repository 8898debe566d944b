package io.lethe.demo;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The kinds of subjects of the demo: what they leave with whom, and how it may end. */
enum Plot {
  /** A user of the SENS app; the only one whose clock runs from activity. */
  SENS_USER(
      "sens",
      45,
      2,
      List.of("account-deleted"),
      Map.of("mandatory", 100, "optional", 60, "advertising_mailing", 25, "request_file", 2)),
  /** A user of the messenger. */
  EXPRESS_USER(
      "express",
      15,
      6,
      List.of(
          "account-deleted",
          "removed-from-all-devices",
          "license-terminated",
          "contact-permission-revoked"),
      Map.of("app_user", 100, "app_user_contacts", 70)),
  /** A visitor of the messenger's site. */
  EXPRESS_VISITOR(
      "express",
      10,
      2,
      List.of("consent-withdrawn", "session-ended", "request-closed", "newsletter-ended"),
      Map.of("website_user", 100, "newsletter_subscriber", 30, "website_visitor", 50)),
  /** A customer of mst.software. */
  MST_CUSTOMER(
      "mst_software",
      20,
      8,
      List.of("account-deleted", "purpose-achieved"),
      Map.of("account", 100, "conversation", 20, "order_email", 40)),
  /** A contact of RACURS. */
  RACURS_CONTACT(
      "racurs",
      10,
      5,
      List.of("opted-out", "consent-withdrawn", "account-deleted"),
      Map.of("marketing_contact", 100, "service_log", 60));

  private final String policy;
  private final int weight;
  private final int years;
  private final List<String> endings;
  private final Map<String, Integer> categories;

  /**
   * @param weight subjects of this kind in a hundred
   * @param years how long ago the first of them came
   * @param endings events of which one may end it
   * @param categories how many in a hundred have a record of the category
   */
  Plot(
      String policy, int weight, int years, List<String> endings, Map<String, Integer> categories) {
    this.policy = policy;
    this.weight = weight;
    this.years = years;
    this.endings = endings;
    this.categories = categories;
  }

  static Plot draw(SplittableRandom random) {
    int drawn = random.nextInt(100);
    for (Plot plot : values()) {
      drawn -= plot.weight;
      if (drawn < 0) {
        return plot;
      }
    }
    throw new IllegalStateException("the weights add up to 100");
  }

  String policy() {
    return policy;
  }

  int years() {
    return years;
  }

  String ending(SplittableRandom random) {
    return endings.get(random.nextInt(endings.size()));
  }

  List<String> categories(SplittableRandom random) {
    return categories.keySet().stream()
        .sorted()
        .filter(category -> random.nextInt(100) < categories.get(category))
        .toList();
  }
}
