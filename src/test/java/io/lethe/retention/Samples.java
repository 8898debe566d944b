package io.lethe.retention;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records as products send them. */
final class Samples {

  static final String SENS = "sens";
  static final String MST = "mst_software";

  private Samples() {}

  /** A record of sens/mandatory. */
  static Map<String, Object> sens(String subject, Instant collectedAt) {
    return sens(subject, collectedAt, "Казань");
  }

  /** A record of sens/mandatory of someone who lives here. */
  static Map<String, Object> sens(String subject, Instant collectedAt, String city) {
    return record(
        SENS,
        "mandatory",
        subject,
        collectedAt,
        Map.of(
            "first_name", "Анна",
            "date_of_birth", "1990-05-17",
            "phone_number", "8 916 123-45-67",
            "gender", "f",
            "city", city));
  }

  /** A record of mst_software/account. */
  static Map<String, Object> mst(String subject, Instant collectedAt) {
    return record(
        MST, "account", subject, collectedAt, Map.of("name", "Bob", "email", "bob@example.com"));
  }

  static Map<String, Object> record(
      String policy,
      String category,
      String subject,
      Instant collectedAt,
      Map<String, Object> fields) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("policy", policy);
    record.put("category", category);
    record.put("subject", subject);
    record.put("collectedAt", collectedAt.toString());
    record.put("fields", fields);
    return record;
  }
}
