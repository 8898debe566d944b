package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.subject.ClockFacts;
import io.lethe.transform.IndexToken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is stored.
 *
 * @param dueAt never later than the truth; null waits for an event
 * @param data the protected view, as JSON text
 * @param pseudonymVersion of the pseudonyms in {@code data}, or null when there are none
 * @param sealed the encrypted fields, or null when there are none
 * @param formatVersion key version of the format-preserving fields, or null when there are none
 * @param attributes its labels as JSON text, or null when there are none
 */
record RecordRow(
    UUID id,
    UUID subject,
    String policy,
    int policyVersion,
    String category,
    Instant collectedAt,
    Instant receivedAt,
    @Nullable Instant dueAt,
    @Nullable UUID keyId,
    String data,
    @Nullable Integer pseudonymVersion,
    byte @Nullable [] sealed,
    @Nullable Integer formatVersion,
    @Nullable String attributes,
    List<IndexToken> index) {

  /** The same record, due at another instant. */
  RecordRow withDueAt(@Nullable Instant due) {
    return at(collectedAt, receivedAt, due);
  }

  /**
   * The same record, received after events that are here: replicas' clocks differ, and under the
   * subject's lock the order of receipt is certain. Where nobody said when it was collected, that
   * was on receipt.
   */
  RecordRow receivedAfter(List<ClockFacts.Event> events, Optional<ClockFacts.Activity> activity) {
    Instant last =
        Stream.concat(
                events.stream().map(ClockFacts.Event::receivedAt),
                activity.stream().map(ClockFacts.Activity::since))
            .filter(at -> !at.isBefore(receivedAt))
            .max(Comparator.naturalOrder())
            .map(at -> at.plus(1, ChronoUnit.MICROS))
            .orElse(receivedAt);
    return at(collectedAt.equals(receivedAt) ? last : collectedAt, last, dueAt);
  }

  /** The same record with other fields. */
  RecordRow with(
      String view,
      @Nullable Integer pseudonyms,
      @Nullable Integer formats,
      @Nullable UUID key,
      byte @Nullable [] secret,
      List<IndexToken> tokens) {
    return new RecordRow(
        id,
        subject,
        policy,
        policyVersion,
        category,
        collectedAt,
        receivedAt,
        dueAt,
        key,
        view,
        pseudonyms,
        secret,
        formats,
        attributes,
        tokens);
  }

  /** Some of its fields, as they are, under an id of their own. */
  RecordRow as(UUID other, String view, @Nullable UUID key, byte @Nullable [] secret) {
    return new RecordRow(
        other,
        subject,
        policy,
        policyVersion,
        category,
        collectedAt,
        receivedAt,
        dueAt,
        key,
        view,
        pseudonymVersion,
        secret,
        formatVersion,
        null,
        List.of());
  }

  private RecordRow at(Instant collected, Instant received, @Nullable Instant due) {
    return new RecordRow(
        id,
        subject,
        policy,
        policyVersion,
        category,
        collected,
        received,
        due,
        keyId,
        data,
        pseudonymVersion,
        sealed,
        formatVersion,
        attributes,
        index);
  }

  /**
   * A stored JSON text as a tree.
   *
   * <p><b>Errors</b>: {@code RECORD_UNREADABLE}, without the text.
   */
  JsonNode tree(ObjectMapper json, String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ServiceException(
          ErrorCode.RECORD_UNREADABLE, "record " + id + " is not valid JSON");
    }
  }

  /** Names no value. */
  @Override
  public String toString() {
    return "RecordRow[id=" + id + "]";
  }
}
