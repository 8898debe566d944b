package io.lethe.scale;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * What becomes due day by day in each bucket, once all of it on one day, and the workers that take
 * buckets in order of due date: how many days after its due date the last record was acted on.
 */
final class ClaimQueue {

  private static final int DAYS = 120;
  private static final long SEED = 20_261_128;

  /** The day on which all persons become due at once: a product has ended. */
  private static final int END_OF_A_PRODUCT = 10;

  private record Due(int day, double records) {}

  private final Installed size;
  private final double perSecond;
  private final Random random = new Random(SEED);

  private ClaimQueue(Installed size, double perSecond) {
    this.size = size;
    this.perSecond = perSecond;
  }

  /** Each node has replicas of its own, whose workers nothing else keeps. */
  static ClaimQueue destroying(Installed size, Costs costs) {
    return new ClaimQueue(size, Installed.REPLICAS * costs.destroy());
  }

  /** One mixer follows all workers: nodes add nothing. */
  static ClaimQueue depersonalizing(Installed size, Costs costs) {
    return new ClaimQueue(size, costs.act() / size.nodes());
  }

  /** Days of the latest record; {@link #DAYS} when the queue only grows. */
  int latest() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Deque<Due>[] buckets = new Deque[Installed.BUCKETS];
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      buckets[bucket] = new ArrayDeque<>();
    }
    int latest = 0;
    for (int day = 0; day < DAYS; day++) {
      for (Deque<Due> bucket : buckets) {
        bucket.add(new Due(day, arrivals(day)));
      }
      latest = Math.max(latest, act(buckets, day));
    }
    for (Deque<Due> bucket : buckets) {
      if (!bucket.isEmpty() && DAYS - bucket.peek().day() > latest) {
        latest = DAYS - bucket.peek().day();
      }
    }
    return latest;
  }

  private double arrivals(int day) {
    double all = (double) size.subjects() / Installed.BUCKETS;
    return day == END_OF_A_PRODUCT
        ? all
        : Math.max(0, all / 365 * (1 + random.nextGaussian() / 10));
  }

  /** One day's hours: each node acts on its own buckets. */
  private int act(Deque<Due>[] buckets, int day) {
    int latest = 0;
    double node = perSecond * Installed.HOURS * 3_600;
    for (int first = 0; first < size.nodes(); first++) {
      double left = node;
      for (int bucket = first; bucket < buckets.length; bucket += size.nodes()) {
        double share = left / ((buckets.length - bucket - 1) / size.nodes() + 1);
        double taken = take(buckets[bucket], share);
        left -= taken;
        Due oldest = buckets[bucket].peek();
        if (oldest != null) {
          latest = Math.max(latest, day - oldest.day());
        }
      }
    }
    return latest;
  }

  /** Takes so many of a bucket at most, the oldest first. */
  private static double take(Deque<Due> bucket, double most) {
    double taken = 0;
    while (!bucket.isEmpty() && taken < most) {
      Due oldest = bucket.poll();
      double some = Math.min(oldest.records(), most - taken);
      taken += some;
      if (some < oldest.records()) {
        bucket.addFirst(new Due(oldest.day(), oldest.records() - some));
        return taken;
      }
    }
    return taken;
  }
}
