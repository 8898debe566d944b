package io.lethe;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Invented people as records of the packs, the same for the same number. */
public final class Samples {

  private static final List<String> FIRST =
      List.of("Анна", "Иван", "Мария", "Пётр", "Ольга", "Сергей", "Елена", "Дмитрий");
  private static final List<String> LAST =
      List.of("Петренко", "Бондаренко", "Шевченко", "Гончар", "Мельник", "Кравец", "Коваль");
  private static final List<String> CITIES =
      List.of("Москва", "Казань", "Омск", "Пермь", "Тула", "Уфа", "Самара", "Тверь", "Псков");

  private Samples() {}

  /** A line of {@code mst_software/account}. */
  public static String account(int number, String subject, Instant collectedAt) {
    String name = pick(FIRST, number) + " " + pick(LAST, number / 8);
    return record(
        "mst_software",
        "account",
        subject,
        collectedAt,
        Map.of(
            "name", name,
            "username", "user" + number,
            "email", "user" + number + "@example.org",
            "billing_address", "ул. Ленина, " + number % 300 + ", " + pick(CITIES, number)));
  }

  /** A line of {@code sens/mandatory}; its quasi-identifiers come in groups of some hundred. */
  public static String mandatory(int number, String subject, Instant collectedAt) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("first_name", pick(FIRST, number));
    fields.put("last_name", pick(LAST, number));
    fields.put(
        "date_of_birth",
        "%d-%02d-%02d".formatted(1960 + number % 40, 1 + number % 12, 1 + number % 28));
    fields.put("phone_number", "+7916%07d".formatted(number % 10_000_000));
    fields.put("email", "person" + number + "@example.org");
    fields.put("gender", number % 2 == 0 ? "f" : "m");
    fields.put("country", "RU");
    fields.put("city", pick(CITIES, number));
    return record("sens", "mandatory", subject, collectedAt, fields);
  }

  /** A line of an event of {@code sens}. */
  public static String activity(String subject, Instant at) {
    return RemoteApi.write(
        Map.of("policy", "sens", "subject", subject, "type", "last-activity", "at", at.toString()));
  }

  private static String record(
      String policy, String category, String subject, Instant collectedAt, Map<String, ?> fields) {
    return RemoteApi.write(
        Map.of(
            "policy", policy,
            "category", category,
            "subject", subject,
            "collectedAt", collectedAt.toString(),
            "fields", fields));
  }

  private static String pick(List<String> from, int number) {
    return from.get(number % from.size());
  }
}
