package io.lethe.database;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Ids that carry their bucket: UUIDs of version 8, {@code 48 bits | 8 | 6 bits bucket, 6 bits
 * random | variant, 62 bits random}.
 *
 * <p>A timed id begins with Unix milliseconds, which keeps a bucket's index in order of receipt; an
 * opaque id begins with random bits.
 *
 * <p><b>Source</b>: RFC 9562, section 5.8.
 */
public final class Ids {

  /** Number of buckets. */
  public static final int BUCKETS = 64;

  private static final long LOW_48 = 0xFFFF_FFFF_FFFFL;

  private final SecureRandom random = new SecureRandom();

  /** An id whose first 48 bits are {@code millis}. */
  public UUID timed(int bucket, long millis) {
    return of(bucket, millis, random.nextLong(), random.nextInt());
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
