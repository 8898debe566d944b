package io.lethe.transform;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * An e-mail address.
 *
 * <p>The check is light: it keeps out what is no address, not what is no mailbox.
 *
 * @param value the address with its domain in lower case
 * @param key in lower case, the domain as DNS has it
 */
record EmailAddress(String value, String key) {

  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final int LONGEST_LABEL = 63;
  private static final String NOT_IN_A_LOCAL_PART = "()<>[]:;,\\\"@";

  /** What IDNA 2003, all that Java has, maps to another name than today's registries do. */
  private static final String DEVIATIONS = "\u00DF\u03C2";

  /** Reads trimmed text in form C. */
  static Optional<EmailAddress> parse(String text) {
    int at = text.lastIndexOf('@');
    if (text.length() > LONGEST
        || at < 1
        || at > LONGEST_LOCAL_PART
        || !PlainText.isVisible(text)) {
      return Optional.empty();
    }
    String local = text.substring(0, at);
    String domain = PlainText.lowerCase(text.substring(at + 1));
    if (!isLocalPart(local)) {
      return Optional.empty();
    }
    return ascii(domain)
        .map(
            ascii ->
                new EmailAddress(local + '@' + domain, PlainText.lowerCase(local) + '@' + ascii));
  }

  private static boolean isLocalPart(String local) {
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (PlainText.isSpace(c)
          || Character.isISOControl(c)
          || NOT_IN_A_LOCAL_PART.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> ascii(String domain) {
    if (isHostName(domain)) {
      return Optional.of(domain);
    }
    if (domain.chars().allMatch(c -> c < 0x80)) {
      return Optional.empty();
    }
    try {
      String ascii =
          IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES)
              .toLowerCase(Locale.ROOT);
      boolean deviates = domain.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0);
      return Optional.of(deviates ? domain : ascii).filter(name -> isHostName(ascii));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isHostName(String domain) {
    if (domain.length() > LONGEST_DOMAIN) {
      return false;
    }
    int label = 0;
    for (int i = 0; i < domain.length(); i++) {
      char c = domain.charAt(i);
      boolean end = i + 1 == domain.length() || domain.charAt(i + 1) == '.';
      boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
      boolean hyphen = c == '-' && label > 0 && !end;
      boolean dot = c == '.' && label > 0;
      if (!letter && !hyphen && !dot) {
        return false;
      }
      label = dot ? 0 : label + 1;
      if (label > LONGEST_LABEL) {
        return false;
      }
    }
    return label > 0;
  }

  /** Shows nothing of the address. */
  @Override
  public String toString() {
    return "EmailAddress[]";
  }
}
