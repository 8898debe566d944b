package io.lethe.act;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The acts that the caller may see: those of which every category was granted. */
@ApplicationScoped
class CoveredActs {

  private final ActService acts;
  private final Callers callers;

  CoveredActs(ActService acts, Callers callers) {
    this.acts = acts;
    this.callers = callers;
  }

  /** An act; to whom it was not granted there is none. */
  Uni<ActEntity> require(UUID id) {
    return acts.require(id)
        .invoke(
            entity -> {
              if (!covers(entity)) {
                throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such act");
              }
            });
  }

  /** Whether every category that the act tells of was granted. */
  boolean covers(ActEntity act) {
    List<String> categories = new ArrayList<>();
    acts.content(act).path("categories").forEach(name -> categories.add(name.textValue()));
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return caller.coversPolicy(act.policy) && caller.coversAll(act.policy, categories);
  }
}
