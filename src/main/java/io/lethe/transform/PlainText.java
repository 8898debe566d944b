package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Text in Unicode normalization form C that PostgreSQL can store.
 *
 * <p><b>Source</b>: UAX #15, section 13 (stream-safe text) for the limit of combining marks.
 */
final class PlainText {

  /** Below U+0300 nothing combines: such text is in form C already. */
  private static final char FIRST_COMBINING = '\u0300';

  /** Below U+00AD there is no format character. */
  private static final char FIRST_FORMAT = '\u00AD';

  /** Sorting marks takes quadratic time in their number. */
  private static final int MARKS_IN_A_ROW = 30;

  private static final String PROBLEM_NUL = "must not contain the character U+0000";
  private static final String PROBLEM_SURROGATE = "must not contain an unpaired surrogate";
  private static final String PROBLEM_MARKS = "must not have more than 30 combining marks in a row";

  private PlainText() {}

  /** The text of a scalar: a number written out, {@code true} or {@code false}. */
  static Optional<String> of(JsonNode value) {
    if (value.isTextual()) {
      return Optional.of(value.textValue());
    }
    return value.isBoolean()
        ? Optional.of(value.asText())
        : PlainNumber.of(value).map(BigDecimal::toPlainString);
  }

  /** What keeps this text from being stored, if anything. */
  static Optional<String> problem(String text) {
    int marks = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of(PROBLEM_NUL);
      }
      if (c < FIRST_COMBINING) {
        marks = 0;
        continue;
      }
      int codePoint = text.codePointAt(i);
      if (codePoint <= Character.MAX_VALUE && Character.isSurrogate((char) codePoint)) {
        return Optional.of(PROBLEM_SURROGATE);
      }
      marks = isMark(codePoint) ? marks + 1 : 0;
      if (marks > MARKS_IN_A_ROW) {
        return Optional.of(PROBLEM_MARKS);
      }
      i += Character.charCount(codePoint) - 1;
    }
    return Optional.empty();
  }

  /** Form C; the text has no {@link #problem}. */
  static String composed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_COMBINING) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
      }
    }
    return text;
  }

  /** Without the characters that are not seen, such as U+200B, U+00AD, U+202E and U+FEFF. */
  static String visible(String text) {
    return isVisible(text)
        ? text
        : text.codePoints()
            .filter(codePoint -> Character.getType(codePoint) != Character.FORMAT)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** Whether no character is of Unicode's category of format characters. */
  static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_FORMAT
          && Character.getType(text.codePointAt(i)) == Character.FORMAT) {
        return false;
      }
    }
    return true;
  }

  /** Lower case without regard to a locale, in form C. */
  static String lowerCase(String text) {
    return composed(text.toLowerCase(Locale.ROOT));
  }

  /** Without white space at its ends. */
  static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Trimmed, and each run of white space inside made one space. */
  static String collapsed(String text) {
    String trimmed = trimmed(text);
    StringBuilder collapsed = new StringBuilder(trimmed.length());
    boolean gap = false;
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      boolean space = isSpace(c);
      if (!space) {
        collapsed.append(c);
      } else if (!gap) {
        collapsed.append(' ');
      }
      gap = space;
    }
    return collapsed.toString();
  }

  /** What spellings of one word have in common: collapsed, lower case. */
  static String folded(String text) {
    return lowerCase(collapsed(composed(text)));
  }

  /** Unicode white space, no-break spaces included; all of it is in the basic plane. */
  static boolean isSpace(char c) {
    return c == ' '
        || c < FIRST_COMBINING && (Character.isWhitespace(c) || c == '\u00A0' || c == '\u0085')
        || c >= FIRST_COMBINING && (Character.isWhitespace(c) || Character.isSpaceChar(c));
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
