package io.lethe.policy;

import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyVersion.State;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Brings the stored versions into memory. */
@ApplicationScoped
public class PolicyLoader {

  private final PolicyStore store;
  private final PolicyVersions versions;
  private final PolicyCatalog catalog;
  private final KeyRings rings;
  private volatile String loaded = "";

  PolicyLoader(PolicyStore store, PolicyVersions versions, PolicyCatalog catalog, KeyRings rings) {
    this.store = store;
    this.versions = versions;
    this.catalog = catalog;
    this.rings = rings;
  }

  /** Reads everything again if another replica has changed something. */
  public Uni<Void> refresh() {
    return Panache.withSession(store::signature)
        .chain(signature -> signature.equals(loaded) ? Uni.createFrom().voidItem() : reload());
  }

  /** Reads everything again, and opens the rings of every policy that is or was active. */
  Uni<Void> reload() {
    return Panache.withSession(store::all)
        .invoke(entities -> loaded = PolicyStore.signature(entities))
        .map(entities -> entities.stream().map(versions::of).toList())
        .call(this::openRings)
        .invoke(catalog::replace)
        .replaceWithVoid();
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
}
