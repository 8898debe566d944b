package io.lethe.request;

import io.lethe.database.Rounds;
import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.policy.PolicyCatalog;
import io.lethe.request.OverlongBlock.Ground;
import io.lethe.request.OverlongBlockStore.Standing;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Counts blocks that have lasted too long. */
@ApplicationScoped
class BlockWatch {

  private static final Logger LOG = Logger.getLogger(BlockWatch.class);
  private static final int PAGE = 500;

  private final OverlongBlocks blocks;
  private final Gauges gauges;

  BlockWatch(OverlongBlocks blocks, MeterRegistry registry) {
    this.blocks = blocks;
    this.gauges = new Gauges(registry);
  }

  /** Lets the gauges begin at 0: an alert cannot see an absent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    PolicyCatalog policies = replaced.catalog();
    policies.names().stream()
        .filter(policy -> policies.active(policy).isPresent())
        .forEach(
            policy -> {
              for (Ground ground : Ground.values()) {
                gauges.declare(gauge(policy, ground));
              }
            });
  }

  /** One look. */
  Uni<Void> once() {
    Map<Gauge, Long> counted = new HashMap<>();
    return Rounds.of(
            new Seen(new UUID(0, 0), true),
            seen -> blocks.page(null, seen.after(), PAGE).map(page -> count(counted, seen, page)),
            Seen::more)
        .invoke(() -> measured(counted))
        .replaceWithVoid();
  }

  private Seen count(Map<Gauge, Long> counted, Seen seen, List<Standing> page) {
    blocks
        .overlong(page)
        .forEach(block -> counted.merge(gauge(block.policy(), block.ground()), 1L, Long::sum));
    return page.size() < PAGE
        ? new Seen(seen.after(), false)
        : new Seen(page.get(PAGE - 1).id(), true);
  }

  private void measured(Map<Gauge, Long> counted) {
    gauges.setAll(
        counted,
        (gauge, value) -> LOG.warnf("%d blocks have lasted too long: %s", value, gauge.labels()));
  }

  private static Gauge gauge(String policy, Ground ground) {
    return Gauge.of(
        "lethe.blocks.overlong",
        "policy",
        policy,
        "ground",
        ground.name().toLowerCase(Locale.ROOT));
  }

  /** How far the look has come. */
  private record Seen(UUID after, boolean more) {}
}
