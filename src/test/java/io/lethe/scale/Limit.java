package io.lethe.scale;

/** What may be used up, and how much of it is used. */
enum Limit {
  /** In the busiest hour. */
  DATABASE_CORES("cores of the database") {
    @Override
    double used(Installed size, Costs costs) {
      double dearer = Math.pow(costs.growth(), Math.log10(size.subjects() / 1e6 / size.nodes()));
      double cores =
          size.perSecond()
              * (1 / costs.receive() + 1 / costs.erase() + Installed.ACTIVITIES / costs.active())
              * Math.max(1, dearer)
              * Installed.PEAK;
      return cores * size.skew() / (Installed.CORES * size.nodes());
    }
  },
  /** In the busiest hour. */
  LOG("write-ahead log") {
    @Override
    double used(Installed size, Costs costs) {
      double bytes =
          costs.receiveLog() + costs.eraseLog() + Installed.ACTIVITIES * costs.activityLog();
      return size.perSecond()
          * bytes
          * Installed.PEAK
          * size.skew()
          / (Installed.LOG_RATE * size.nodes());
    }
  },
  DISK("disk") {
    @Override
    double used(Installed size, Costs costs) {
      double bytes = size.subjects() * (costs.person() + 3 * costs.journal());
      return bytes * size.skew() / (Installed.DISK * size.nodes());
    }
  },
  /** What does not fit costs a read from the disk for each new row. */
  MEMORY("memory for indexes that grow anywhere") {
    @Override
    double used(Installed size, Costs costs) {
      return size.subjects() * costs.random() * size.skew() / (Installed.MEMORY * size.nodes());
    }
  },
  /** One transaction at a time, whatever the nodes. */
  SEALER("sealer of the ledger") {
    @Override
    double used(Installed size, Costs costs) {
      double entries =
          size.perSecond() / 5_000
              + size.subjects() * Installed.REQUESTS * Installed.ENTRIES / (365 * 86_400d);
      return entries * Installed.PEAK / costs.sealed();
    }
  },
  /** One replica writes segments, of what runs leave in some hours. */
  EXPORT("export") {
    @Override
    double used(Installed size, Costs costs) {
      return size.perSecond() * 24 / Installed.HOURS / costs.exported();
    }
  },
  /** One mixer at a time, in the hours of runs. */
  MIXER("mixer") {
    @Override
    double used(Installed size, Costs costs) {
      return size.perSecond() * 24 / Installed.HOURS / costs.act();
    }
  },
  /** One replica, which has to be through in a day. */
  SWEEP("sweep of due dates") {
    @Override
    double used(Installed size, Costs costs) {
      return size.subjects() / costs.swept() / 86_400;
    }
  },
  /** One replica; brakes and impact go by what it has found, and a day is what an officer waits. */
  RECOMPUTATION("recomputation after an activation") {
    @Override
    double used(Installed size, Costs costs) {
      return size.subjects() / costs.recomputed() / 86_400;
    }
  },
  /** One replica looks up a million new data keys an hour. */
  KEYS_OF_FAILED_WRITES("lookup of new data keys") {
    @Override
    double used(Installed size, Costs costs) {
      return size.perSecond() * 3_600 / 1e6;
    }
  },
  /** A token, two blind indexes and a data key of each person, in a crypto-period of a year. */
  ROTATION("rotation of all rings") {
    @Override
    double used(Installed size, Costs costs) {
      return size.subjects() * 4 / costs.rewrapped() / (365 * 86_400d);
    }
  };

  private final String label;

  Limit(String label) {
    this.label = label;
  }

  /** The share of it that is used; above 1 there is too little of it. */
  abstract double used(Installed size, Costs costs);

  @Override
  public String toString() {
    return label;
  }
}
