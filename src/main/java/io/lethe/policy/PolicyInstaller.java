package io.lethe.policy;

import io.lethe.crypto.Sha256;
import io.lethe.database.Rounds;
import io.lethe.policy.PolicyVersion.State;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Installs the packs that come with the service. */
@ApplicationScoped
class PolicyInstaller {

  /** The author of the packs. */
  private static final String BUILT_IN = "built-in";

  private final PolicyStore store;
  private final PolicyVersions versions;
  private final PolicyService policies;
  private final PolicyActivation activation;
  private final Residency residency;
  private final PolicyCatalog catalog;
  private final PolicyLoader loader;

  PolicyInstaller(
      PolicyStore store,
      PolicyVersions versions,
      PolicyService policies,
      PolicyActivation activation,
      Residency residency,
      PolicyCatalog catalog,
      PolicyLoader loader) {
    this.store = store;
    this.versions = versions;
    this.policies = policies;
    this.activation = activation;
    this.residency = residency;
    this.catalog = catalog;
    this.loader = loader;
  }

  /** Stores the packs that are not stored and activates each first version that can be. */
  Uni<Void> install() {
    return Rounds.each(PolicyPacks.NAMES, name -> install(name, PolicyPacks.yaml(name)))
        .chain(loader::reload)
        .invoke(this::tell);
  }

  private void tell() {
    catalog.names().stream()
        .map(
            policy ->
                catalog.active(policy).or(() -> catalog.versions(policy).stream().findFirst()))
        .flatMap(Optional::stream)
        .map(PolicyVersion::document)
        .forEach(residency::tell);
  }

  private Uni<Void> install(String policy, String yaml) {
    String hash = Sha256.hex(yaml);
    return Panache.withTransaction(
        () ->
            store
                .lock()
                .chain(() -> store.versions(policy))
                .chain(
                    stored ->
                        stored.stream().anyMatch(version -> version.hash.equals(hash))
                            ? Uni.createFrom().voidItem()
                            : insert(yaml, stored))
                .chain(() -> store.versions(policy))
                .chain(
                    stored ->
                        isFirst(stored)
                            ? activation.activate(BUILT_IN, stored, 1).replaceWithVoid()
                            : Uni.createFrom().voidItem()));
  }

  /** What is stored already is not read here: no start but the first one needs it. */
  private Uni<Void> insert(String yaml, List<PolicyVersionEntity> stored) {
    PolicyDocument document = versions.review(yaml).document().orElseThrow();
    return policies.insert(BUILT_IN, yaml, document, stored).replaceWithVoid();
  }

  private boolean isFirst(List<PolicyVersionEntity> stored) {
    return stored.size() == 1
        && stored.get(0).state == State.DRAFT
        && versions.of(stored.get(0)).activatable()
        && residency.allows(versions.of(stored.get(0)).document());
  }
}
