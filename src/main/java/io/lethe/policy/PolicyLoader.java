package io.lethe.policy;

import io.lethe.database.Rounds;
import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.Redacted;
import io.lethe.time.Calendars;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Brings the stored versions and calendars into memory.
 *
 * <p>A replica that fails to follow tries again each time: what is loaded is noted only when it is
 * in use, and of two loads that overlap the later one has the last word.
 */
@ApplicationScoped
public class PolicyLoader {

  private static final Logger LOG = Logger.getLogger(PolicyLoader.class);

  private final PolicyRows rows;
  private final CalendarStore added;
  private final Calendars calendars;
  private final PolicyVersions versions;
  private final PolicyCatalog catalog;
  private final KeyRings rings;
  private final AtomicLong started = new AtomicLong();
  private Loaded loaded = new Loaded(0, "");

  PolicyLoader(
      PolicyRows rows,
      CalendarStore added,
      Calendars calendars,
      PolicyVersions versions,
      PolicyCatalog catalog,
      KeyRings rings) {
    this.rows = rows;
    this.added = added;
    this.calendars = calendars;
    this.versions = versions;
    this.catalog = catalog;
    this.rings = rings;
  }

  /** Reads everything, and uses it if another replica has changed something. */
  public Uni<Void> refresh() {
    return load(signature -> !signature.equals(current().signature()))
        .onFailure()
        .invoke(
            failure -> LOG.errorf(Redacted.of(failure), "the stored policies could not be loaded"));
  }

  /** Reads everything again, and opens the rings of every policy that is or was active. */
  Uni<Void> reload() {
    return load(signature -> true);
  }

  /**
   * Whether this process has worked with what the database lacks: another one has taken the place
   * of the one that it had read.
   */
  Uni<Boolean> isAhead() {
    return added
        .inForce()
        .chain(
            stored ->
                rows.all().map(entities -> stored.size() < calendars.epoch() || isAhead(entities)));
  }

  private boolean isAhead(List<PolicyVersionEntity> entities) {
    Set<String> stored =
        entities.stream()
            .map(one -> one.policy + "/" + one.version + "/" + one.hash)
            .collect(Collectors.toSet());
    return catalog.names().stream()
        .flatMap(policy -> catalog.history(policy).stream())
        .anyMatch(one -> !stored.contains(one.policy() + "/" + one.version() + "/" + one.hash()));
  }

  private Uni<Void> load(Predicate<String> needed) {
    return Uni.createFrom()
        .deferred(
            () -> {
              long order = started.incrementAndGet();
              return days()
                  .chain(() -> rows.all())
                  .chain(
                      entities -> {
                        String signature =
                            calendars.epoch() + "," + PolicyStore.signature(entities);
                        return needed.test(signature)
                            ? use(order, signature, entities)
                            : Uni.createFrom().voidItem();
                      });
            });
  }

  /** Calendars are in use before the versions that count by them. */
  private Uni<Void> days() {
    return added
        .inForce()
        .invoke(
            stored -> {
              if (stored.size() > calendars.epoch()) {
                calendars.replace(stored);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> use(long order, String signature, List<PolicyVersionEntity> entities) {
    List<PolicyVersion> read = entities.stream().map(versions::of).toList();
    return openRings(read).invoke(() -> use(new Loaded(order, signature), read));
  }

  /** A load reads after it has started: one that started later knows at least as much. */
  private synchronized void use(Loaded next, List<PolicyVersion> read) {
    if (next.order() > loaded.order()) {
      catalog.replace(read);
      loaded = next;
    }
  }

  private synchronized Loaded current() {
    return loaded;
  }

  private Uni<Void> openRings(List<PolicyVersion> stored) {
    List<String> published =
        stored.stream()
            .filter(version -> version.state() != State.DRAFT)
            .map(PolicyVersion::policy)
            .distinct()
            .toList();
    return Rounds.each(published, rings::ensure);
  }

  private record Loaded(long order, String signature) {}
}
