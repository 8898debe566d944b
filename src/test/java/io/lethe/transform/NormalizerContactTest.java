package io.lethe.transform;

import static io.lethe.transform.Normalizing.assertInvalid;
import static io.lethe.transform.Normalizing.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerContactTest {

  @ParameterizedTest
  @CsvSource({
    "Anna.Ivanova@Example.COM, Anna.Ivanova@example.com, anna.ivanova@example.com",
    "' a+tag@example.com ', a+tag@example.com, a+tag@example.com",
    "Иван@Почта.РФ, Иван@почта.рф, иван@xn--80a1acny.xn--p1ai",
    "иван@XN--80A1ACNY.xn--p1ai, иван@xn--80a1acny.xn--p1ai, иван@xn--80a1acny.xn--p1ai",
    "a@faß.de, a@faß.de, a@faß.de",
    "a@fass.de, a@fass.de, a@fass.de",
    "root@localhost, root@localhost, root@localhost"
  })
  void emailsKeepTheirSpellingAndShareAKey(String sent, String value, String key) {
    // When
    Normalized.Value email = text(ValueType.EMAIL, sent);

    // Then
    assertThat(email.value().textValue()).isEqualTo(value);
    assertThat(email.key()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "marker",
        "@marker.com",
        "marker@",
        "mar ker@example.com",
        "marker@exa mple.com",
        "marker@.com",
        "marker@a..b",
        "marker@-a.com",
        "marker@a-.com",
        "marker@example.com.",
        "mar\u200Bker@example.com",
        "marker@exam\u00ADple.com",
        "\u202Emarker@example.com",
        "marker@\uFEFFexample.com",
        "marker@exa\u200Dmple.com",
        "a@marker@example.com",
        "<marker@example.com>",
        "marker@a,b",
        "marker@[127.0.0.1]"
      })
  void whatIsNoEmailIsInvalid(String sent) {
    assertInvalid(ValueType.EMAIL, TextNode.valueOf(sent));
  }

  @ParameterizedTest
  @CsvSource({
    "8 916 123-45-67, +79161234567",
    "+7 (916) 123-45-67, +79161234567",
    "'\u00A089161234567 ', +79161234567",
    "9161234567, +79161234567",
    "+49 30 1234567, +49301234567",
    "+44 20 7946 0958, +442079460958",
    "8 495 123-45-67 доб. 12, +74951234567;ext=12",
    "8 495 123-45-67 ext 12, +74951234567;ext=12"
  })
  void phonesBecomeE164(String sent, String e164) {
    // When
    Normalized.Value phone = text(ValueType.PHONE, sent);

    // Then
    assertThat(phone.value().textValue()).isEqualTo(e164);
    assertThat(phone.key()).isEqualTo(e164);
    assertThat(text(ValueType.PHONE, e164).key()).as("stable").isEqualTo(e164);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "marker",
        "123-45-67",
        "8 916 123",
        "+7 916 123-45-67-89-01-23",
        "+999 123456789",
        "marker 8 916 123-45-67",
        "8 800 MARKERS",
        "marker 8 916 123-45-67 ext 5",
        "8 916 123-45-67; 8 916 123-45-68"
      })
  void whatIsNoWholePhoneIsInvalid(String sent) {
    assertInvalid(ValueType.PHONE, TextNode.valueOf(sent));
  }

  @Test
  void phonesWithoutACountryCodeNeedARegion() {
    assertThat(new Normalizer("ZZ").normalize(ValueType.PHONE, TextNode.valueOf("89161234567")))
        .isInstanceOf(Normalized.Invalid.class);
    assertThat(new Normalizer("de").normalize(ValueType.PHONE, TextNode.valueOf("030 1234567")))
        .extracting("key")
        .isEqualTo("+49301234567");
  }
}
