package io.lethe.act;

import io.lethe.document.Language;
import io.lethe.policy.PolicyCatalog;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Gathers what stands on an act on paper. */
@ApplicationScoped
class ActPrint {

  private final ActService acts;
  private final ActMedia media;
  private final PolicyCatalog policies;

  ActPrint(ActService acts, ActMedia media, PolicyCatalog policies) {
    this.acts = acts;
    this.media = media;
    this.policies = policies;
  }

  /** The act as PDF; laying it out does not keep others waiting. */
  Uni<byte[]> pdf(ActEntity act, Language language) {
    return Uni.combine()
        .all()
        .unis(media.status(act), acts.proof(act))
        .with((status, proof) -> new ActDocument.Beside(status, Optional.ofNullable(proof.proof())))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            beside ->
                ActDocument.pdf(
                    new ActText(language, policies.zone(act.policy)), acts.content(act), beside));
  }
}
