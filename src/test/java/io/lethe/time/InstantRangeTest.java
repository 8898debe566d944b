package io.lethe.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantRangeTest {

  private final InstantRange range =
      new InstantRange(
          Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC),
          Duration.ofMinutes(5));

  @Test
  void offsetIsUnderstoodAndMicrosecondsAreKept() {
    assertThat(range.read(TextNode.valueOf("2025-09-10T09:00:00.123456789+03:00")))
        .contains(Instant.parse("2025-09-10T06:00:00.123456Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1989-12-31T23:59:59Z",
        "2026-03-01T12:05:01Z",
        "9999-12-31T23:59:59Z",
        "2026-02-30T00:00:00Z",
        "2026-02-01",
        "2026-02-01T00:00:00",
        "yesterday",
        ""
      })
  void absurdClocksAreRefused(String text) {
    assertThat(range.read(TextNode.valueOf(text))).isEmpty();
  }

  @Test
  void clocksThatAreNoTextAreRefused() {
    assertThat(range.read(NullNode.instance)).isEmpty();
    assertThat(range.read(IntNode.valueOf(0))).isEmpty();
  }

  @Test
  void callersClockMayBeALittleAhead() {
    assertThat(range.read(TextNode.valueOf("2026-03-01T12:04:59Z"))).isPresent();
  }
}
