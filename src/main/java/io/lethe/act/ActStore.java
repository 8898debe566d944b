package io.lethe.act;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stored acts; every method runs in the caller's session or transaction. */
@ApplicationScoped
class ActStore implements PanacheRepositoryBase<ActEntity, UUID> {

  Uni<Optional<ActEntity>> of(UUID run, String policy) {
    return find("runId = ?1 and policy = ?2", run, policy).firstResult().map(Optional::ofNullable);
  }

  /** Run and id of the acts of these runs, in the order of their policies. */
  Uni<List<Object[]>> ofRuns(Collection<UUID> runs) {
    return getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select runId, id from ActEntity where runId in :runs order by policy",
                        Object[].class)
                    .setParameter("runs", runs)
                    .getResultList());
  }

  Uni<List<ActEntity>> page(UUID after, int limit) {
    return find("id > ?1", Sort.by("id"), after).page(0, limit).list();
  }
}
