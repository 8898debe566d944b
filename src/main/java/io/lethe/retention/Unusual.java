package io.lethe.retention;

import io.lethe.retention.Brake.Tripped;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a number of records is unusual for a category: too many, too great a share, too far. */
@ApplicationScoped
class Unusual {

  private static final int RUNS_TO_COMPARE = 5;

  private final BrakeStore store;
  private final BrakesConfig config;

  Unusual(BrakeStore store, BrakesConfig config) {
    this.store = store;
    this.config = config;
  }

  /** The brakes that acting on so many records of a category trips. */
  Uni<List<Tripped>> of(CategoryRef category, long records) {
    List<Tripped> tripped = new ArrayList<>();
    if (records < config.floor()) {
      return Uni.createFrom().item(tripped);
    }
    if (records > config.maxRecords()) {
      tripped.add(
          new Tripped(
              Brake.RECORDS,
              records + " records; " + config.maxRecords() + " are the limit (max-records)"));
    }
    return Uni.combine()
        .all()
        .unis(share(category, records), deviation(category, records))
        .with(
            (share, deviation) -> {
              share.ifPresent(tripped::add);
              deviation.ifPresent(tripped::add);
              return tripped;
            });
  }

  private Uni<Optional<Tripped>> share(CategoryRef category, long records) {
    if (config.maxShare() >= 1) {
      return Uni.createFrom().item(Optional.empty());
    }
    return store
        .hasAtLeast(category, (long) Math.ceil(records / config.maxShare()))
        .map(
            enough ->
                enough
                    ? Optional.empty()
                    : Optional.of(
                        new Tripped(
                            Brake.SHARE,
                            String.format(
                                Locale.ROOT,
                                "%d records, of fewer than %d; a share of %s is the limit"
                                    + " (max-share)",
                                records,
                                (long) Math.ceil(records / config.maxShare()),
                                config.maxShare()))));
  }

  private Uni<Optional<Tripped>> deviation(CategoryRef category, long records) {
    return store
        .history(category)
        .map(
            acted -> {
              double mean = acted.stream().mapToLong(Long::longValue).average().orElse(records);
              boolean far =
                  acted.size() >= RUNS_TO_COMPARE && records > mean * config.maxDeviation();
              return far
                  ? Optional.of(
                      new Tripped(
                          Brake.DEVIATION,
                          String.format(
                              Locale.ROOT,
                              "%d records; the mean of the last %d runs is %.0f, and %s times as"
                                  + " many are the limit (max-deviation)",
                              records,
                              acted.size(),
                              mean,
                              config.maxDeviation())))
                  : Optional.empty();
            });
  }
}
