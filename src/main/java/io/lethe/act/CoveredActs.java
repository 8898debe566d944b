package io.lethe.act;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.act.ActExpiryStore.DestroyedAct;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The acts that the caller may see: those of which every category was granted. */
@ApplicationScoped
class CoveredActs {

  private final ActService acts;
  private final ActExpiryStore destroyed;
  private final Callers callers;

  CoveredActs(ActService acts, ActExpiryStore destroyed, Callers callers) {
    this.acts = acts;
    this.destroyed = destroyed;
    this.callers = callers;
  }

  /**
   * An act; to whom it was not granted there is none.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code ACT_DESTROYED}.
   */
  Uni<ActEntity> require(UUID id) {
    return acts.find(id)
        .chain(found -> found.map(act -> Uni.createFrom().item(act)).orElseGet(() -> gone(id)))
        .invoke(
            entity -> {
              if (!covers(entity)) {
                throw ActExpiryStore.none();
              }
            });
  }

  private Uni<ActEntity> gone(UUID id) {
    return destroyed
        .find(id)
        .map(
            found -> {
              throw found
                  .filter(act -> covers(act.policy(), act.categories()))
                  .map(DestroyedAct::refusal)
                  .orElseGet(ActExpiryStore::none);
            });
  }

  /** Whether every category that the act tells of was granted. */
  boolean covers(ActEntity act) {
    List<String> categories = new ArrayList<>();
    acts.content(act).path("categories").forEach(name -> categories.add(name.textValue()));
    return covers(act.policy, categories);
  }

  private boolean covers(String policy, List<String> categories) {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return caller.coversPolicy(policy) && caller.coversAll(policy, categories);
  }
}
