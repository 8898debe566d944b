package io.lethe.retention;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The forms in which a value may be written: as it is, in other case, escaped for JSON or an
 * address, in hexadecimal, in base64 wherever it begins in what was encoded, and hashed without a
 * key.
 */
final class ValueForms {

  private static final List<String> HASHES = List.of("SHA-256", "SHA-1", "MD5");

  /** Whose case says nothing, in lower case. */
  private final Set<String> caseless = new LinkedHashSet<>();

  private final Set<String> exact = new LinkedHashSet<>();

  private ValueForms() {}

  static ValueForms of(String value) {
    ValueForms forms = new ValueForms();
    for (String cased :
        List.of(value, value.toLowerCase(Locale.ROOT), value.toUpperCase(Locale.ROOT))) {
      byte[] bytes = cased.getBytes(StandardCharsets.UTF_8);
      forms.caseless(cased);
      forms.caseless(URLEncoder.encode(cased, StandardCharsets.UTF_8));
      forms.caseless(URLEncoder.encode(cased, StandardCharsets.UTF_8).replace("+", "%20"));
      forms.caseless(escaped(cased));
      forms.caseless(HexFormat.of().formatHex(bytes));
      forms.base64(bytes);
      for (String hash : HASHES) {
        byte[] digest = digest(hash, bytes);
        forms.caseless(HexFormat.of().formatHex(digest));
        forms.base64(digest);
      }
    }
    return forms;
  }

  /** Those of these values that are in a text in some form. */
  static List<String> in(String text, Map<String, ValueForms> values) {
    return FormSearch.of(values).in(text);
  }

  /** Each value with its forms. */
  static Map<String, ValueForms> all(Iterable<String> values) {
    Map<String, ValueForms> all = new TreeMap<>();
    values.forEach(value -> all.put(value, of(value)));
    return all;
  }

  /** Every form, as it may be written. */
  Set<String> written() {
    Set<String> all = new LinkedHashSet<>(caseless);
    all.addAll(exact);
    return all;
  }

  /** Those whose case says nothing, in lower case. */
  Set<String> caseless() {
    return caseless;
  }

  /** Those that are searched as they are. */
  Set<String> exact() {
    return exact;
  }

  private void caseless(String form) {
    caseless.add(form.toLowerCase(Locale.ROOT));
  }

  /** What of the encoded text depends on these bytes alone, whichever of three bytes they begin. */
  private void base64(byte[] bytes) {
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      int first = (before * 8 + 5) / 6;
      int last = shifted.length * 8 / 6;
      exact.add(Base64.getEncoder().encodeToString(shifted).substring(first, last));
      exact.add(Base64.getUrlEncoder().encodeToString(shifted).substring(first, last));
    }
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (char c : value.toCharArray()) {
      escaped.append(c < 128 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return escaped.toString();
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
