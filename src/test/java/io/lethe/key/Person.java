package io.lethe.key;

import io.lethe.RemoteApi;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * An invented person of a {@link Club} as records, questions and events; the same for the same
 * number.
 */
record Person(String policy, int number) {

  String reference() {
    return "member-" + number;
  }

  String name() {
    return "Anna Nr " + number;
  }

  String device() {
    return "device-" + number;
  }

  /** A line with everything that is encrypted, indexed and pseudonymized. */
  String member() {
    return member(Map.of());
  }

  /** The same, collected at another time than it is received. */
  String member(Instant collectedAt) {
    return member(Map.of("collectedAt", collectedAt.toString()));
  }

  private String member(Map<String, ?> more) {
    Map<String, Object> fields =
        Map.of(
            "name", name(),
            "phone", Club.phone(number),
            "device", device(),
            "licence", Club.licence(number),
            "city", "Omsk");
    return record("member", fields, more);
  }

  /** A line with pseudonyms alone; its device is the member's. */
  String visit() {
    return record("visit", Map.of("device", device(), "badge", device()), Map.of());
  }

  private String record(String category, Map<String, ?> fields, Map<String, ?> more) {
    Map<String, Object> record = new HashMap<>(more);
    record.putAll(
        Map.of("policy", policy, "category", category, "subject", reference(), "fields", fields));
    return RemoteApi.write(record);
  }

  String byReference() {
    return RemoteApi.write(Map.of("policy", policy, "subject", reference()));
  }

  String byPhone() {
    return RemoteApi.write(Map.of("policy", policy, "field", "phone", "value", Club.phone(number)));
  }

  String activity(Instant at) {
    return RemoteApi.write(
        Map.of(
            "policy",
            policy,
            "subject",
            reference(),
            "type",
            "last-activity",
            "at",
            at.toString()));
  }
}
