package io.lethe.transform;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Optional;

/**
 * Telephone numbers in E.164, with {@code ;ext=} when there is an extension.
 *
 * <p>The check is of a number's possible length, not of its being assigned: the data on that ages.
 *
 * <p><b>Source</b>: ITU-T E.164; RFC 3966 for the extension.
 */
final class PhoneNumber {

  private static final int LONGEST = 64;

  /** The region of no country, which makes a country code necessary. */
  private static final String NOWHERE = "ZZ";

  private PhoneNumber() {}

  /**
   * Reads trimmed text.
   *
   * @param region ISO 3166 code of the numbers without a country code
   */
  static Optional<String> parse(String text, String region) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      Phonenumber.PhoneNumber number = numbers.parse(text, region);
      if (!whole(number, text, region)
          || numbers.isPossibleNumberWithReason(number) != ValidationResult.IS_POSSIBLE) {
        return Optional.empty();
      }
      String e164 = numbers.format(number, PhoneNumberFormat.E164);
      return Optional.of(number.hasExtension() ? e164 + ";ext=" + number.getExtension() : e164);
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** The plus sign and the country code of a number that {@link #parse} gave. */
  static Optional<String> prefix(String e164) {
    return number(e164).map(number -> "+" + number.getCountryCode()).filter(e164::startsWith);
  }

  /**
   * The country (ISO 3166 code) of a number that {@link #parse} gave: of its range, or else the
   * main one of its country code; empty where the code is of no country.
   */
  static Optional<String> country(String e164) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    return number(e164)
        .map(
            number ->
                Optional.ofNullable(numbers.getRegionCodeForNumber(number))
                    .orElseGet(() -> numbers.getRegionCodeForCountryCode(number.getCountryCode())))
        .filter(region -> region.length() == 2 && !region.equals(NOWHERE));
  }

  private static Optional<Phonenumber.PhoneNumber> number(String e164) {
    try {
      return Optional.of(PhoneNumberUtil.getInstance().parse(e164, NOWHERE));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** Whether all of the text is the number: not a word around it, not letters on its keys. */
  private static boolean whole(Phonenumber.PhoneNumber number, String text, String region)
      throws NumberParseException {
    int letter = 0;
    while (letter < text.length() && !Character.isLetter(text.codePointAt(letter))) {
      letter++;
    }
    if (letter == text.length()) {
      return true;
    }
    if (!number.hasExtension()) {
      return false;
    }
    Phonenumber.PhoneNumber before =
        PhoneNumberUtil.getInstance().parse(text.substring(0, letter), region);
    return before.getCountryCode() == number.getCountryCode()
        && before.getNationalNumber() == number.getNationalNumber();
  }
}
