package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GeneralizeTest {

  @ParameterizedTest
  @CsvSource({
    "5, DATE, 1990-01-01, 1990-1994",
    "5, DATE, 1994-12-31, 1990-1994",
    "5, DATE, 1995-01-01, 1995-1999",
    "10, DATE, 2000-02-29, 2000-2009",
    "1, DATE, 1990-03-15, 1990",
    "5, DATETIME, 1994-12-31T23:30:00Z, 1990-1994",
    "5, DATETIME, 1995-01-01T01:00:00+03:00, 1990-1994"
  })
  void datesFallIntoBandsOfYears(int width, ValueType type, String date, String band) {
    assertThat(group(new Generalize.Years(width), type, date)).isEqualTo(band);
  }

  @ParameterizedTest
  @CsvSource({
    "+79161234567, RU",
    "+77012345678, KZ",
    "+442071838750, GB",
    "+14165550123, CA",
    "+70000000000, RU",
    "+79161234567;ext=12, RU"
  })
  void telephoneNumbersFallIntoCountries(String phone, String country) {
    assertThat(group(new Generalize.Country(), ValueType.PHONE, phone)).isEqualTo(country);
  }

  @Test
  void numberOfNoCountryAndWhatIsNoNumberHaveNone() {
    Generalize country = new Generalize.Country();
    assertThat(country.group(ValueType.PHONE, TextNode.valueOf("+80012345678"))).isEmpty();
    assertThat(country.group(ValueType.PHONE, TextNode.valueOf("marker"))).isEmpty();
    assertThat(country.group(ValueType.TEXT, TextNode.valueOf("+79161234567"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "101000, center",
    "109012, center",
    "187555, north",
    "188000, north-west",
    "18, north-west",
    "1, elsewhere",
    "'', elsewhere",
    "' 101000 ', center"
  })
  void longestPrefixTellsTheRegion(String code, String region) {
    // Given
    Generalize regions =
        new Generalize.Prefixes(
            Map.of("10", "center", "18", "north-west", "187", "north"), "elsewhere");

    // Then
    assertThat(group(regions, ValueType.TEXT, code)).isEqualTo(region);
  }

  @Test
  void spellingsOfAPrefixHaveOneRegion() {
    assertThatThrownBy(() -> new Generalize.Prefixes(Map.of("ab", "x", "AB", "y"), "o"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void aBandOfYearsContainsTheYear(
      @ForAll @IntRange(min = 1, max = 1000) int width,
      @ForAll @IntRange(min = 1800, max = 9999) int year) {
    // When
    String band = group(new Generalize.Years(width), ValueType.DATE, year + "-06-01");

    // Then
    String[] ends = band.split("-");
    int first = Integer.parseInt(ends[0]);
    int last = Integer.parseInt(ends[ends.length - 1]);
    assertThat(year).isBetween(first, last);
    assertThat(last - first).isEqualTo(width - 1);
    assertThat(first % width).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "YEAR, DATE, 2026-03-10, 2026",
    "MONTH, DATE, 2026-03-10, 2026-03",
    "DAY, DATE, 2026-03-10, 2026-03-10",
    "YEAR, DATETIME, 2026-03-10T14:05:06Z, 2026",
    "MONTH, DATETIME, 2026-03-10T14:05:06Z, 2026-03",
    "DAY, DATETIME, 2026-03-10T14:05:06Z, 2026-03-10",
    "HOUR, DATETIME, 2026-03-10T14:05:06Z, 2026-03-10T14",
    "HOUR, DATETIME, 2026-03-10T01:00:00+03:00, 2026-03-09T22"
  })
  void datesAreCutAtAPart(Generalize.Part part, ValueType type, String date, String cut) {
    assertThat(group(new Generalize.DatePart(part), type, date)).isEqualTo(cut);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 170, 170-179",
    "10, 179, 170-179",
    "10, 179.9, 170-179",
    "10, 180, 180-189",
    "10, 0, 0-9",
    "10, -1, -10--1",
    "1, 172.4, 172",
    "100, 1234567, 1234500-1234599",
    "0.5, 1.75, 1.5-2",
    "2.50, 5, 5-7.5"
  })
  void numbersFallIntoHalfOpenBands(BigDecimal width, BigDecimal number, String band) {
    assertThat(new Generalize.Bands(width).group(ValueType.NUMBER, DecimalNode.valueOf(number)))
        .contains(band);
  }

  @Property
  void aBandContainsTheNumber(
      @ForAll @BigRange(min = "0.1", max = "1000") @Scale(1) BigDecimal width,
      @ForAll @BigRange(min = "0", max = "1000000") @Scale(3) BigDecimal number) {
    // When
    String band =
        new Generalize.Bands(width)
            .group(ValueType.NUMBER, DecimalNode.valueOf(number))
            .orElseThrow();

    // Then
    BigDecimal from = new BigDecimal(band.split("-")[0]);
    assertThat(number).isGreaterThanOrEqualTo(from).isLessThan(from.add(width));
    assertThat(from.remainder(width)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "24, 48, 203.0.113.9, 203.0.113.0/24",
    "24, 48, 2001:db8:1:2:3:4:5:6, '2001:db8:1::/48'",
    "24, 48, ::ffff:203.0.113.9, 203.0.113.0/24",
    "20, 44, 203.0.255.9, 203.0.240.0/20",
    "20, 44, 2001:db8:ffff::1, '2001:db8:fff0::/44'",
    "0, 0, 203.0.113.9, 0.0.0.0/0",
    "0, 0, 2001:db8::1, '::/0'",
    "32, 128, 203.0.113.9, 203.0.113.9/32",
    "32, 128, 2001:db8::1, '2001:db8::1/128'"
  })
  void addressesBecomeTheirNetwork(int v4, int v6, String address, String network) {
    assertThat(group(new Generalize.IpPrefix(v4, v6), ValueType.IP, address)).isEqualTo(network);
  }

  @Property
  void twoAddressesOfOneNetworkHaveOneGroup(
      @ForAll @IntRange(max = 255) int host, @ForAll @IntRange(max = 255) int other) {
    // Given
    Generalize prefix = new Generalize.IpPrefix(24, 48);

    // Then
    assertThat(group(prefix, ValueType.IP, "10.1.2." + host))
        .isEqualTo(group(prefix, ValueType.IP, "10.1.2." + other));
  }

  @ParameterizedTest
  @CsvSource({
    "Moscow, Central",
    "'  mOSCOW ', Central",
    "nizhny  novgorod, Volga",
    "Caf\u00E9, Drinks",
    "Cafe\u0301, Drinks",
    "Paris, other",
    "'', other"
  })
  void wordsFallIntoAClosedList(String word, String group) {
    // Given
    Generalize mapping =
        new Generalize.Mapping(
            Map.of("Moscow", "Central", "Nizhny Novgorod", "Volga", "CAFE\u0301", "Drinks"),
            "other");

    // Then
    assertThat(group(mapping, ValueType.TEXT, word)).isEqualTo(group);
  }

  @Test
  void numbersAndBooleansFallIntoAClosedListByTheirText() {
    // Given
    Generalize mapping = new Generalize.Mapping(Map.of("1", "one", "true", "yes"), "other");

    // Then
    assertThat(mapping.group(ValueType.NUMBER, DecimalNode.valueOf(new BigDecimal("1.0"))))
        .contains("one");
    assertThat(mapping.group(ValueType.BOOLEAN, BooleanNode.TRUE)).contains("yes");
  }

  static Stream<Generalize> allButMapping() {
    return Stream.of(
        new Generalize.Years(5),
        new Generalize.DatePart(Generalize.Part.MONTH),
        new Generalize.Bands(BigDecimal.TEN),
        new Generalize.IpPrefix(24, 48));
  }

  @ParameterizedTest
  @MethodSource("allButMapping")
  void whatDoesNotFitLeavesNothing(Generalize generalize) {
    for (ValueType type : ValueType.values()) {
      for (String text : new String[] {"", "marker", "1990", "1990-1994", "1990-13-01", "::g"}) {
        assertThat(generalize.leave(type, TextNode.valueOf(text))).isEmpty();
      }
      assertThat(generalize.leave(type, BooleanNode.TRUE)).isEmpty();
      assertThat(generalize.leave(type, JsonNodeFactory.instance.objectNode())).isEmpty();
      assertThat(generalize.leave(type, DecimalNode.valueOf(new BigDecimal("1e999999999"))))
          .isEmpty();
    }
  }

  @Test
  void aValueOfAnotherTypeLeavesNothing() {
    assertThat(new Generalize.Years(5).leave(ValueType.TEXT, TextNode.valueOf("1990-03-15")))
        .isEmpty();
    assertThat(new Generalize.Bands(BigDecimal.TEN).leave(ValueType.DIGITS, IntNode.valueOf(1)))
        .isEmpty();
    assertThat(new Generalize.IpPrefix(8, 8).leave(ValueType.TEXT, TextNode.valueOf("10.0.0.1")))
        .isEmpty();
    assertThat(
            new Generalize.DatePart(Generalize.Part.HOUR)
                .leave(ValueType.DATE, TextNode.valueOf("1990-03-15")))
        .as("a date has no hour")
        .isEmpty();
    assertThat(
            new Generalize.Mapping(Map.of(), "other")
                .leave(ValueType.TEXT, JsonNodeFactory.instance.objectNode()))
        .isEmpty();
  }

  @Test
  void absurdParametersAreRefused() {
    refused(() -> new Generalize.Years(0));
    refused(() -> new Generalize.Bands(BigDecimal.ZERO));
    refused(() -> new Generalize.Bands(BigDecimal.ONE.negate()));
    refused(() -> new Generalize.Bands(new BigDecimal("1e-999999999")));
    refused(() -> new Generalize.IpPrefix(33, 48));
    refused(() -> new Generalize.IpPrefix(24, -1));
    refused(() -> new Generalize.Mapping(Map.of("a", "x", "A", "y"), "other"));
  }

  @Test
  void theNarrowestBandOfTheLargestNumberIsStillFast() {
    // Given
    BigDecimal number = new BigDecimal("9".repeat(38));
    Generalize bands = new Generalize.Bands(BigDecimal.ONE.movePointLeft(38));

    // Then
    assertThat(bands.group(ValueType.NUMBER, DecimalNode.valueOf(number)))
        .hasValueSatisfying(band -> assertThat(band).startsWith("9".repeat(38) + "-"));
  }

  private static String group(Generalize generalize, ValueType type, String text) {
    JsonNode value = TextNode.valueOf(text);
    return generalize.group(type, value).orElseThrow();
  }

  private static void refused(ThrowingCallable made) {
    assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class);
  }
}
