package io.lethe.sidecar;

import io.lethe.crypto.SecretBytes;
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Spools of tests, and what is in them. */
final class TestSpool {

  static final int ALL = Integer.MAX_VALUE;

  private TestSpool() {}

  static Spool open(Path directory, SecretBytes key) throws IOException {
    return open(directory, key, Clock.systemUTC());
  }

  static Spool open(Path directory, SecretBytes key, Clock clock) throws IOException {
    return open(directory, SpoolKeys.of(key), clock);
  }

  static Spool open(Path directory, SpoolKeys keys, Clock clock) throws IOException {
    return Spool.open(directory, keys.of("spool"), Spool.SEGMENT, clock);
  }

  static SpoolItem item(int i) {
    return new SpoolItem(Kind.RECORD, i, ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8));
  }

  /** Items whose times are their numbers. */
  static List<SpoolItem> items(int from, int to) {
    return IntStream.range(from, to).mapToObj(TestSpool::item).toList();
  }

  /** The times of the items that are left. */
  static List<Long> left(Spool spool) throws IOException {
    return spool.read(ALL, ALL).stream().map(entry -> entry.item().at()).toList();
  }

  /** Acknowledges so many items. */
  static void acknowledge(Spool spool, int items) throws IOException {
    List<Entry> read = spool.read(items, ALL);
    spool.acknowledge(read.get(read.size() - 1));
  }

  /** The files of a directory whose names end so. */
  static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Flips a bit. */
  static void damage(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 1;
    Files.write(file, bytes);
  }
}
