package io.lethe.retention;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** A person whose every value is drawn by chance and is like nothing else, so that it is found. */
final class Person {

  private static final Random RANDOM = new SecureRandom();
  private static final String LATIN = "bcdfghjklmnpqrstvwxz";
  private static final String CYRILLIC = "бвгджзклмнпрстфхцчшщ";

  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "sens/mandatory",
          List.of(
              "first_name",
              "last_name",
              "date_of_birth:date",
              "photo",
              "phone_number:phone",
              "email:email",
              "gender",
              "country",
              "city"),
          "sens/optional",
          List.of(
              "height:number",
              "weight:number",
              "profession",
              "position",
              "occupation",
              "values_hobbies_interests",
              "chat_text",
              "chat_audio_video",
              "other_free_text"),
          "sens/automatic",
          List.of(
              "ip_address:ip",
              "login_country_city",
              "device_identifier",
              "device_serial_number",
              "isp_name",
              "browser_and_plugins",
              "os_version",
              "network_information",
              "device_brand",
              "device_language",
              "service_version",
              "install_path",
              "loaded_libraries",
              "telecom_operator",
              "user_id",
              "behavioral_events",
              "cookies",
              "browser_history",
              "advertising_identifier"),
          "sens/request_file",
          List.of(
              "first_name",
              "last_name",
              "phone_number:phone",
              "email:email",
              "patronymic",
              "identity_document_number",
              "issue_date_and_authority",
              "date_of_birth:date",
              "registration_address",
              "profile_link",
              "signature"),
          "mst_software/account",
          List.of("name", "username", "email:email", "billing_address"));

  private final String subject = word(LATIN) + "+" + word(CYRILLIC) + " " + word(LATIN);
  private final List<String> values = new ArrayList<>();

  /** The product's reference of the person. */
  String subject() {
    return subject;
  }

  /** Everything personal of the person, so far, whole and in parts. */
  TreeSet<String> values() {
    TreeSet<String> all = new TreeSet<>(values);
    all.add(subject);
    all.addAll(List.of(subject.split("[+ ]")));
    return all;
  }

  /** A record with a value in each field. */
  Map<String, Object> record(String policy, String category, Instant collectedAt) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String field : FIELDS.get(policy + "/" + category)) {
      String[] typed = field.split(":");
      fields.put(typed[0], value(typed.length == 1 ? "text" : typed[1]));
    }
    return Samples.record(policy, category, subject, collectedAt, fields);
  }

  /** A new value, which is the person's from now on. */
  Object value(String type) {
    return switch (type) {
      case "date" ->
          personal("19%02d-%02d-%02d".formatted(below(20), 1 + below(12), 1 + below(28)));
      case "number" ->
          new BigDecimal(personal("17%d.%06d1".formatted(below(10), below(1_000_000))));
      case "ip" -> personal("198.18.%d.%d".formatted(100 + below(100), 100 + below(100)));
      case "email" -> personal(word(LATIN)) + "@" + personal(word(LATIN)) + ".example";
      case "phone" -> {
        String number = personal("9%09d".formatted(below(1_000_000_000)));
        yield "8 (%s) %s-%s-%s"
            .formatted(
                number.substring(0, 3),
                number.substring(3, 6),
                number.substring(6, 8),
                number.substring(8));
      }
      default -> personal(word(LATIN)) + " " + personal(word(CYRILLIC));
    };
  }

  private String personal(String value) {
    values.add(value);
    return value;
  }

  private static String word(String letters) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      char letter = letters.charAt(below(letters.length()));
      word.append(i % 3 == 0 ? Character.toUpperCase(letter) : letter);
    }
    return word.toString();
  }

  private static int below(int bound) {
    return RANDOM.nextInt(bound);
  }
}
