package io.lethe.transform;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, read without any lookup of names.
 *
 * <p>An IPv4 address mapped into IPv6 is the IPv4 address; zones are refused.
 *
 * <p><b>Source</b>: RFC 5952 for the text of IPv6.
 */
final class IpAddress {

  private static final int LONGEST = 45;
  private static final int V4_GROUPS = 4;
  private static final int V6_GROUPS = 8;
  private static final int MAPPED = 0xFFFF;

  /** 4 bytes, or 8 groups of 16 bits. */
  private final int[] groups;

  private IpAddress(int[] groups) {
    this.groups = groups;
  }

  /** Reads trimmed text. */
  static Optional<IpAddress> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    int[] groups = text.indexOf(':') < 0 ? v4(text) : v6(text);
    return Optional.ofNullable(groups).map(IpAddress::unmapped).map(IpAddress::new);
  }

  boolean isV4() {
    return groups.length == V4_GROUPS;
  }

  /** The network of this address: all but the first {@code length} bits are zero. */
  IpAddress network(int length) {
    int width = isV4() ? 8 : 16;
    int[] network = groups.clone();
    for (int i = 0; i < network.length; i++) {
      int kept = Math.max(0, Math.min(width, length - i * width));
      network[i] &= ((1 << kept) - 1) << (width - kept);
    }
    return new IpAddress(network);
  }

  /** The one canonical text. */
  String text() {
    StringBuilder text = new StringBuilder(LONGEST);
    if (isV4()) {
      for (int part : groups) {
        text.append(text.isEmpty() ? "" : ".").append(part);
      }
      return text.toString();
    }
    int from = longestZeros();
    int to = from;
    while (to < V6_GROUPS && groups[to] == 0) {
      to++;
    }
    for (int i = 0; i < V6_GROUPS; i++) {
      if (from < V6_GROUPS && i == from) {
        text.append("::");
        i = to - 1;
      } else {
        text.append(i == 0 || i == to ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Where the first of the longest runs of two or more zero groups starts, or 8. */
  private int longestZeros() {
    int best = V6_GROUPS;
    int longest = 1;
    for (int i = 0; i < V6_GROUPS; i++) {
      int run = 0;
      while (i + run < V6_GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        best = i;
        longest = run;
      }
    }
    return best;
  }

  private static int @Nullable [] v4(String text) {
    String[] parts = text.split("\\.", -1);
    int[] groups = new int[V4_GROUPS];
    if (parts.length != V4_GROUPS) {
      return null;
    }
    for (int i = 0; i < V4_GROUPS; i++) {
      // A leading zero is octal to some: refused.
      boolean octal = parts[i].length() > 1 && parts[i].charAt(0) == '0';
      groups[i] = octal ? -1 : number(parts[i], 3, 10);
      if (groups[i] < 0 || groups[i] > 0xFF) {
        return null;
      }
    }
    return groups;
  }

  private static int @Nullable [] v6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] all = v6Groups(text);
      return all != null && all.length == V6_GROUPS ? all : null;
    }
    int[] head = v6Groups(text.substring(0, gap));
    int[] tail = v6Groups(text.substring(gap + 2));
    boolean embedded = text.lastIndexOf('.', gap) >= 0;
    if (head == null || tail == null || embedded || head.length + tail.length >= V6_GROUPS) {
      return null;
    }
    int[] groups = new int[V6_GROUPS];
    System.arraycopy(head, 0, groups, 0, head.length);
    System.arraycopy(tail, 0, groups, V6_GROUPS - tail.length, tail.length);
    return groups;
  }

  /** Groups between colons, the last of which may be an IPv4 address. */
  private static int @Nullable [] v6Groups(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    String last = parts[parts.length - 1];
    int[] v4 = last.indexOf('.') < 0 ? null : v4(last);
    int plain = v4 == null ? parts.length : parts.length - 1;
    int[] groups = new int[v4 == null ? plain : plain + 2];
    for (int i = 0; i < plain; i++) {
      groups[i] = number(parts[i], 4, 16);
      if (groups[i] < 0) {
        return null;
      }
    }
    if (v4 != null) {
      groups[plain] = v4[0] << 8 | v4[1];
      groups[plain + 1] = v4[2] << 8 | v4[3];
    }
    return groups;
  }

  /** The number that ASCII digits make, or -1. */
  private static int number(String digits, int longest, int radix) {
    if (digits.isEmpty() || digits.length() > longest) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }

  private static int[] unmapped(int[] groups) {
    boolean mapped =
        groups.length == V6_GROUPS
            && groups[5] == MAPPED
            && Arrays.stream(groups, 0, 5).allMatch(group -> group == 0);
    return mapped
        ? new int[] {groups[6] >> 8, groups[6] & 0xFF, groups[7] >> 8, groups[7] & 0xFF}
        : groups;
  }
}
