package io.lethe.database;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids that carry their bucket: UUIDs of version 8, {@code 48 bits | 8 | 6 bits bucket, 6 bits
 * random | variant, 62 bits random}.
 *
 * <p>A timed id begins with Unix milliseconds, which keeps a bucket's index in order of receipt; an
 * opaque id begins with random bits. An id in a time table begins with {@code 1 | 15 bits series |
 * 32 bits Unix seconds}; the first bit of a timed id is 0.
 *
 * <p><b>Warning</b>: {@link UUID#compareTo} takes the first bit for a sign; the database does not.
 *
 * <p><b>Source</b>: RFC 9562, section 5.8.
 */
public final class Ids {

  /** Number of buckets. */
  public static final int BUCKETS = 64;

  private static final long LOW_32 = 0xFFFF_FFFFL;
  private static final long LOW_47 = 0x7FFF_FFFF_FFFFL;
  private static final long LOW_48 = 0xFFFF_FFFF_FFFFL;

  private final SecureRandom random = new SecureRandom();

  /** An id whose first bit is 0, and whose next 47 are those of {@code millis}. */
  public UUID timed(int bucket, long millis) {
    return of(bucket, millis & LOW_47, random.nextLong(), random.nextInt());
  }

  /**
   * An id of a record in a time table.
   *
   * @param series number of the category, in 15 bits
   * @param at when the record was collected; whole seconds of it are in the id
   */
  public UUID inTable(int bucket, int series, Instant at) {
    return of(bucket, inTable(series, at), random.nextLong(), random.nextInt());
  }

  /** The id before every other of a series and a second, in the order of the database. */
  public static UUID firstInTable(int series, Instant at) {
    return new UUID(inTable(series, at) << 16, 0);
  }

  /** Whether a record with this id is in a time table. */
  public static boolean isInTable(UUID id) {
    return id.getMostSignificantBits() < 0;
  }

  /** Whether an id in a time table can tell this instant. */
  public static boolean tells(Instant at) {
    long seconds = at.getEpochSecond();
    return seconds >= 0 && seconds <= LOW_32;
  }

  private static long inTable(int series, Instant at) {
    if (series < 0 || series > 0x7FFF || !tells(at)) {
      throw new IllegalArgumentException("no time table has such a series or second");
    }
    return 1L << 47 | (long) series << 32 | at.getEpochSecond();
  }

  /** An id that says nothing but its bucket. */
  public UUID opaque(int bucket) {
    long seed = random.nextLong();
    return of(bucket, seed, random.nextLong(), (int) (seed >>> 48));
  }

  private static UUID of(int bucket, long first, long low, int six) {
    long high = (first & LOW_48) << 16 | 0x8000L | (long) (bucket & 63) << 6 | (six & 63);
    return new UUID(high, low & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
  }

  /** An id of a bucket that comes before every other of it. */
  public static UUID before(int bucket) {
    return new UUID((long) bucket << 6, 0);
  }

  /** When a timed id was made, in Unix milliseconds. */
  public static long millis(UUID timed) {
    return timed.getMostSignificantBits() >>> 16;
  }

  /** What comes before every timed id of these Unix milliseconds, and after all earlier ones. */
  public static UUID beforeTime(long millis) {
    return new UUID(millis << 16, 0);
  }

  /** The bucket inside an id. */
  public static int bucket(UUID id) {
    return (int) (id.getMostSignificantBits() >>> 6 & 63);
  }
}
