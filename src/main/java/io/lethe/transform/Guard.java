package io.lethe.transform;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not stand in a text, whoever wrote it there.
 *
 * <p><b>Guarantee</b>: time linear in the length of the text.
 *
 * <p><b>Warning</b>: it finds what is written in a usual way, not what is hidden on purpose.
 */
public enum Guard {
  /**
   * The number of a payment card: 13 to 19 digits that begin with 2 to 6, in groups that spaces,
   * dots or hyphens divide, with a right check digit.
   *
   * <p><b>Source</b>: ISO/IEC 7812-1, annex B (Luhn).
   */
  CARD_NUMBER("must not contain the number of a payment card") {
    @Override
    boolean finds(String text) {
      Matcher runs = DIGITS.matcher(text);
      while (runs.find()) {
        if (holdsCard(runs.toMatchResult())) {
          return true;
        }
      }
      return false;
    }
  },
  /** An e-mail address. */
  EMAIL("must not contain an e-mail address") {
    @Override
    boolean finds(String text) {
      for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
        if (at > 0
            && isLocal(text.charAt(at - 1))
            && DOMAIN.matcher(text).region(at + 1, text.length()).lookingAt()) {
          return true;
        }
      }
      return false;
    }
  };

  private static final int SHORTEST_CARD = 13;
  private static final int LONGEST_CARD = 19;

  /** Groups of digits; one gap between two of them. */
  private static final Pattern DIGITS = Pattern.compile("[0-9]++(?:[ .\\u00A0-][0-9]++)*+");

  private static final Pattern GAP = Pattern.compile("[ .\\u00A0-]");
  private static final Pattern DOMAIN =
      Pattern.compile("[\\p{L}\\p{N}-]{1,63}+(?:\\.[\\p{L}\\p{N}-]{1,63}+){0,10}+\\.?+");

  private final String message;

  Guard(String message) {
    this.message = message;
  }

  /** What a refusal says; it never repeats the text. */
  public String message() {
    return message;
  }

  /** Whether a text has it. */
  abstract boolean finds(String text);

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "!#$%&'*+/=?^_`{|}~.-\"".indexOf(c) >= 0;
  }

  /** Looks at whole groups, beginning with each of them: an expiry date may follow a number. */
  private static boolean holdsCard(MatchResult run) {
    String[] groups = GAP.split(run.group());
    for (int first = 0; first < groups.length; first++) {
      StringBuilder digits = new StringBuilder(LONGEST_CARD);
      for (int i = first; i < groups.length; i++) {
        if (digits.length() + groups[i].length() > LONGEST_CARD) {
          break;
        }
        digits.append(groups[i]);
        if (digits.length() >= SHORTEST_CARD && isCard(digits)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isCard(CharSequence digits) {
    if (digits.charAt(0) < '2' || digits.charAt(0) > '6') {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int counted = i % 2 == 0 ? digit : 2 * digit;
      sum += counted > 9 ? counted - 9 : counted;
    }
    return sum % 10 == 0;
  }
}
