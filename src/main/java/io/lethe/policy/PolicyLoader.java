package io.lethe.policy;

import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.Redacted;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Brings the stored versions into memory.
 *
 * <p>A replica that fails to follow tries again each time: what is loaded is noted only when it is
 * in use, and of two loads that overlap the later one has the last word.
 */
@ApplicationScoped
public class PolicyLoader {

  private static final Logger LOG = Logger.getLogger(PolicyLoader.class);

  private final PolicyStore store;
  private final PolicyVersions versions;
  private final PolicyCatalog catalog;
  private final KeyRings rings;
  private final AtomicLong started = new AtomicLong();
  private Loaded loaded = new Loaded(0, "");

  PolicyLoader(PolicyStore store, PolicyVersions versions, PolicyCatalog catalog, KeyRings rings) {
    this.store = store;
    this.versions = versions;
    this.catalog = catalog;
    this.rings = rings;
  }

  /** Reads everything again if another replica has changed something. */
  public Uni<Void> refresh() {
    return Panache.withSession(store::signature)
        .chain(
            signature ->
                signature.equals(current().signature())
                    ? Uni.createFrom().voidItem()
                    : reload()
                        .onFailure()
                        .invoke(
                            failure ->
                                LOG.errorf(
                                    Redacted.of(failure),
                                    "the stored policies could not be loaded")));
  }

  /** Reads everything again, and opens the rings of every policy that is or was active. */
  Uni<Void> reload() {
    return Uni.createFrom()
        .deferred(
            () -> {
              long order = started.incrementAndGet();
              return Panache.withSession(store::all)
                  .chain(
                      entities -> {
                        List<PolicyVersion> read = entities.stream().map(versions::of).toList();
                        return openRings(read)
                            .invoke(() -> use(order, PolicyStore.signature(entities), read));
                      });
            });
  }

  /** A load reads after it has started: one that started later knows at least as much. */
  private synchronized void use(long order, String signature, List<PolicyVersion> read) {
    if (order > loaded.order()) {
      catalog.replace(read);
      loaded = new Loaded(order, signature);
    }
  }

  private synchronized Loaded current() {
    return loaded;
  }

  private Uni<Void> openRings(List<PolicyVersion> stored) {
    return Multi.createFrom()
        .iterable(stored)
        .filter(version -> version.state() != State.DRAFT)
        .map(PolicyVersion::policy)
        .select()
        .distinct()
        .onItem()
        .transformToUniAndConcatenate(rings::ensure)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private record Loaded(long order, String signature) {}
}
