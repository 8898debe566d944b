package io.lethe.act;

import io.lethe.act.ActWord.Language;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Gathers what stands on an act on paper. */
@ApplicationScoped
class ActPrint {

  private final ActService acts;
  private final ActMedia media;

  ActPrint(ActService acts, ActMedia media) {
    this.acts = acts;
    this.media = media;
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
                ActDocument.pdf(new ActText(language, media.zone(act)), acts.content(act), beside));
  }

  /** The first of the accepted languages that acts have; Russian when none of them is. */
  static Language language(Collection<Locale> accepted) {
    return accepted.stream()
            .map(Locale::getLanguage)
            .filter(one -> one.equals("en") || one.equals("ru"))
            .findFirst()
            .orElse("ru")
            .equals("en")
        ? Language.EN
        : Language.RU;
  }
}
