package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTest {

  @ParameterizedTest
  @CsvSource({
    "10, 174.9, 170",
    "10, 175, 180",
    "10, 165, 160",
    "10, -175, -180",
    "0.5, 1.3, 1.5",
    "3, 4, 3",
    "1000, 499, 0"
  })
  void numbersGoToTheNearestMultiple(BigDecimal to, BigDecimal value, BigDecimal rounded) {
    // When
    JsonNode left =
        new Round.Multiple(to).leave(ValueType.NUMBER, DecimalNode.valueOf(value)).orElseThrow();

    // Then
    assertThat(left.isNumber()).isTrue();
    assertThat(left.decimalValue()).isEqualByComparingTo(rounded);
  }

  @Property
  void roundedNumberIsAMultipleHalfAStepAwayAtMost(
      @ForAll @BigRange(min = "-1e12", max = "1e12") @Scale(6) BigDecimal value,
      @ForAll @IntRange(min = 1, max = 10_000) int hundredths) {
    // Given
    BigDecimal to = new BigDecimal(hundredths).movePointLeft(2);
    Round round = new Round.Multiple(to);

    // When
    BigDecimal left = rounded(round, value);

    // Then
    assertThat(left.remainder(to)).isZero();
    assertThat(left.subtract(value).abs().multiply(BigDecimal.valueOf(2))).isLessThanOrEqualTo(to);
    assertThat(rounded(round, left)).isEqualByComparingTo(left);
  }

  @ParameterizedTest
  @CsvSource({
    "YEAR, DATE, 2026-05-14, 2026-01-01",
    "QUARTER, DATE, 2026-05-14, 2026-04-01",
    "QUARTER, DATE, 2024-02-29, 2024-01-01",
    "QUARTER, DATE, 2026-12-31, 2026-10-01",
    "MONTH, DATE, 2026-05-31, 2026-05-01",
    "WEEK, DATE, 2026-05-14, 2026-05-11",
    "WEEK, DATE, 2026-05-11, 2026-05-11",
    "MONTH, DATETIME, 2026-05-01T01:00:00+03:00, 2026-04-01T00:00:00Z",
    "DAY, DATETIME, 2026-05-14T13:14:15Z, 2026-05-14T00:00:00Z",
    "HOUR, DATETIME, 2026-05-14T13:14:15.5Z, 2026-05-14T13:00:00Z"
  })
  void datesGoToTheStartOfTheirPeriod(
      Round.Period period, ValueType type, String date, String start) {
    assertThat(new Round.Start(period).leave(type, TextNode.valueOf(date)))
        .contains(TextNode.valueOf(start));
  }

  @Property
  void manyDatesShareAStartThatIsNotAfterThem(
      @ForAll Round.Period period, @ForAll @LongRange(min = 0, max = 100_000) long day) {
    if (period == Round.Period.HOUR) {
      return;
    }
    // Given
    LocalDate date = LocalDate.ofEpochDay(day);
    Round round = new Round.Start(period);

    // When
    LocalDate start = start(round, date);

    // Then
    assertThat(start).isBeforeOrEqualTo(date);
    assertThat(start(round, start)).isEqualTo(start);
    assertThat(start(round, date.plusDays(1))).isIn(start, date.plusDays(1));
  }

  @Test
  void whatDoesNotFitLeavesNothing() {
    // Given
    Round ten = new Round.Multiple(BigDecimal.TEN);
    Round month = new Round.Start(Round.Period.MONTH);

    // Then
    assertThat(ten.leave(ValueType.NUMBER, TextNode.valueOf("marker"))).isEmpty();
    assertThat(ten.leave(ValueType.DATE, TextNode.valueOf("2026-05-14"))).isEmpty();
    assertThat(month.leave(ValueType.DATE, TextNode.valueOf("marker"))).isEmpty();
    assertThat(month.leave(ValueType.DATE, IntNode.valueOf(7))).isEmpty();
    assertThat(month.leave(ValueType.TEXT, TextNode.valueOf("2026-05-14"))).isEmpty();
    assertThat(
            new Round.Start(Round.Period.HOUR)
                .leave(ValueType.DATE, TextNode.valueOf("2026-05-14")))
        .isEmpty();
    assertThatThrownBy(() -> new Round.Multiple(BigDecimal.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static BigDecimal rounded(Round round, BigDecimal value) {
    return round.leave(ValueType.NUMBER, DecimalNode.valueOf(value)).orElseThrow().decimalValue();
  }

  private static LocalDate start(Round round, LocalDate date) {
    return LocalDate.parse(
        round.leave(ValueType.DATE, TextNode.valueOf(date.toString())).orElseThrow().textValue());
  }
}
