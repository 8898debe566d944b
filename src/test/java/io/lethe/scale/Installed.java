package io.lethe.scale;

/**
 * How large an installation is, and what it is made of. Whatever is not measured is assumed here.
 *
 * @param subjects persons, each with one record that lives a year
 * @param nodes of the database, each with as many of the buckets as any other, or one more
 */
record Installed(long subjects, int nodes) {

  static final int BUCKETS = 64;

  /** Cores of a node. */
  static final int CORES = 16;

  /** Bytes per second that a node's disk takes of the write-ahead log. */
  static final double LOG_RATE = 200e6;

  /** Bytes of a node's disk. */
  static final double DISK = 4e12;

  /** Bytes of a node's memory that indexes may have. */
  static final double MEMORY = 64e9;

  /** How often a person is active in a year. */
  static final int ACTIVITIES = 12;

  /** By how much the busiest hour is busier than the average. */
  static final int PEAK = 5;

  /** Replicas of the service for each node, with two workers each. */
  static final int REPLICAS = 2;

  /** Hours of a day in which runs act. */
  static final int HOURS = 8;

  /** Requests of persons in a year, for each person, and entries of the ledger for each. */
  static final double REQUESTS = 0.001;

  static final int ENTRIES = 6;

  /** By how much the node with the most buckets has more than its share. */
  double skew() {
    return mostBuckets() * nodes / (double) BUCKETS;
  }

  /** Buckets of the node that has the most. */
  int mostBuckets() {
    return (BUCKETS + nodes - 1) / nodes;
  }

  /** Records that are received, and that become due, in a second of the average day. */
  double perSecond() {
    return subjects / (365 * 86_400d);
  }
}
