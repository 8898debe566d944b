package io.lethe.ledger;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tile: up to 256 hashes of one level of the tree, of which each is the root of {@code 256^level}
 * leaves.
 *
 * <p><b>Source</b>: C2SP tlog-tiles.
 *
 * @param level 0 to 7
 * @param index from 0
 */
record TileId(int level, long index) {

  /** Levels of the tree in one of tiles. */
  static final int HEIGHT = 8;

  /** Hashes of a full tile. */
  static final int WIDTH = 1 << HEIGHT;

  /** Length of a full tile in bytes. */
  static final int LENGTH = WIDTH * MerkleFrontier.HASH;

  private static final Pattern PATH =
      Pattern.compile("((?:x\\d{3}/){0,5})(\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

  /** Hashes of it that are in a tree of a size. */
  int width(long size) {
    long hashes = size >>> HEIGHT * level;
    return index > hashes / WIDTH ? 0 : (int) Math.min(WIDTH, hashes - index * WIDTH);
  }

  /** The index as tiles write it: {@code x001/x234/067}. */
  static String path(long index) {
    String last = String.format(Locale.ROOT, "%03d", index % 1_000);
    StringBuilder path = new StringBuilder(last);
    for (long rest = index / 1_000; rest > 0; rest /= 1_000) {
      path.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1_000));
    }
    return path.toString();
  }

  /** An index and a width, of {@code x001/234} or {@code x001/234.p/5}; empty for anything else. */
  static Optional<Part> parse(String path) {
    Matcher found = PATH.matcher(path);
    if (!found.matches()) {
      return Optional.empty();
    }
    long index = Long.parseLong(found.group(1).replaceAll("[x/]", "") + found.group(2));
    int width = found.group(3) == null ? WIDTH : Integer.parseInt(found.group(3));
    boolean shortest = path(index).equals(found.group(1) + found.group(2));
    boolean partial = found.group(3) == null || width < WIDTH;
    return shortest && partial ? Optional.of(new Part(index, width)) : Optional.empty();
  }

  /** Which tile of a level, and how much of it. */
  record Part(long index, int width) {}
}
