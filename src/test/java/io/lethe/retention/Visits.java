package io.lethe.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A policy of a test's own with a category whose records are in time tables. */
record Visits(String policy) {

  static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

  /** A policy that no other test has; its first version is active. */
  static Visits fresh(String keep) {
    Visits visits = new Visits("visits-" + UUID.randomUUID().toString().substring(0, 8));
    visits.activated(visits.yaml(keep));
    return visits;
  }

  /** The text with this term of visits. */
  String yaml(String keep) {
    return yaml("Europe/Moscow", "{from: collected, keep: %s, then: destroy}".formatted(keep));
  }

  String yaml(String zone, String rule) {
    return """
        policy: %s
        title: Privacy policy of a site
        operator: {name: Site LLC, address: "1 Sample Street, Moscow"}
        zone: %s
        purposes:
          security: {grounds: [contract]}
        categories:
          visit:
            subjects: [user]
            purposes: [security]
            fields:
              page: {type: text, on-receipt: keep}
              visitor: {type: text, on-receipt: {pseudonymize: {domain: visitor}}}
            retention:
              - %s
          account:
            subjects: [user]
            purposes: [security]
            fields:
              note: {type: text, on-receipt: encrypt}
            retention:
              - {from: collected, keep: P5Y, then: destroy}
        """
        .formatted(policy, zone, rule);
  }

  /** Saves a version and makes it active, approved by a second person where it has to be. */
  int activated(String yaml) {
    Shop shop = new Shop(policy);
    int version = shop.saved("anna", yaml);
    shop.post("boris", version, "approve");
    shop.post("anna", version, "activate")
        .body("code", org.hamcrest.Matchers.nullValue())
        .statusCode(200);
    return version;
  }

  Map<String, Object> visit(String subject, Instant collectedAt) {
    return Map.of(
        "policy",
        policy,
        "category",
        "visit",
        "subject",
        subject,
        "collectedAt",
        collectedAt.toString(),
        "fields",
        Map.of("page", "/home", "visitor", "cookie of " + subject));
  }

  Map<String, Object> account(String subject, Instant collectedAt) {
    return Map.of(
        "policy",
        policy,
        "category",
        "account",
        "subject",
        subject,
        "collectedAt",
        collectedAt.toString(),
        "fields",
        Map.of("note", "of " + subject));
  }

  /** Noon of a day in Moscow. */
  static Instant noon(Instant now, int daysAgo) {
    return midnight(now, daysAgo).plus(Duration.ofHours(12));
  }

  /** The beginning of a day in Moscow. */
  static Instant midnight(Instant now, int daysAgo) {
    return LocalDate.ofInstant(now, MOSCOW).minusDays(daysAgo).atStartOfDay(MOSCOW).toInstant();
  }

  /** The states of its tables, the oldest first. */
  List<String> tables(Tables seen) {
    return seen.column(
        String.class, "SELECT state FROM time_table WHERE policy = ? ORDER BY from_at", policy);
  }

  /** How many rows its tables have. */
  long rows(Tables seen) {
    return seen.number("SELECT count(*) FROM record_timed WHERE policy = ?", policy);
  }
}
