package io.lethe.time;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The instants that a clock may start from: not before 1990, which refuses the epoch and other
 * defaults, and not after now.
 *
 * @param clock the service's clock
 * @param tolerance how far a caller's clock may be ahead
 */
public record InstantRange(Clock clock, Duration tolerance) {

  /** The latest instant that anything may name: every part of the service still holds it. */
  public static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /** The earliest: what is before it is a default of somebody's clock. */
  public static final Instant OLDEST = Instant.parse("1990-01-01T00:00:00Z");

  private static final int LONGEST = 40;

  /** Whether it is one of them. */
  public boolean covers(Instant at) {
    return !at.isBefore(OLDEST) && !at.isAfter(clock.instant().plus(tolerance));
  }

  /**
   * The instant of ISO 8601 text with an offset, in microseconds; empty when it is none or outside.
   */
  public Optional<Instant> read(JsonNode node) {
    if (!node.isTextual() || node.textValue().length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Instant at =
          OffsetDateTime.parse(node.textValue()).toInstant().truncatedTo(ChronoUnit.MICROS);
      return covers(at) ? Optional.of(at) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
