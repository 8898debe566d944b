package io.lethe.gate;

import io.lethe.database.Database;
import io.lethe.time.TrustedTime;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Deletes segments that have had their term, by the time that service and database agree on. */
@ApplicationScoped
class SegmentExpiry {

  private static final Logger LOG = Logger.getLogger(SegmentExpiry.class);

  private final Database database;
  private final Segments segments;
  private final ExportConfig config;
  private final TrustedTime time;

  SegmentExpiry(Database database, Segments segments, ExportConfig config, TrustedTime time) {
    this.database = database;
    this.segments = segments;
    this.config = config;
    this.time = time;
  }

  @Scheduled(
      identity = "export-expiry",
      every = "1h",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> expire() {
    return segments.configured()
        ? database
            .now()
            .map(time::cutoff)
            .chain(now -> segments.expire(now.minus(config.kept())))
            .invoke(SegmentExpiry::tell)
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static void tell(int deleted) {
    if (deleted > 0) {
      LOG.infof("deleted %d segments of the export: they have had their term", deleted);
    }
  }
}
