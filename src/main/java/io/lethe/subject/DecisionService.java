package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.database.Ids;
import io.lethe.key.KeyRings;
import io.lethe.policy.Decision;
import io.lethe.policy.Decision.Permitted;
import io.lethe.policy.DecisionCode;
import io.lethe.policy.DecisionRules;
import io.lethe.policy.Ground;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.Question;
import io.lethe.policy.Recipient;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether something may be done now, and registers what is given to third parties.
 *
 * <p>Without a subject the answer comes from memory; with one, from one statement. A permitted
 * transfer is registered before it is answered, by a statement that looks again for what may have
 * changed meanwhile.
 */
@ApplicationScoped
class DecisionService {

  private static final int ATTEMPTS = 5;

  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final DecisionStore store;
  private final DisclosureStore disclosures;
  private final DecisionMetrics metrics;
  private final Clock clock;
  private final Ids ids = new Ids();

  DecisionService(
      PolicyCatalog policies,
      KeyRings rings,
      DecisionStore store,
      DisclosureStore disclosures,
      DecisionMetrics metrics,
      Clock clock) {
    this.policies = policies;
    this.rings = rings;
    this.store = store;
    this.disclosures = disclosures;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Decides.
   *
   * <p><b>Errors</b>: {@code FORBIDDEN} where the caller's grants do not cover the category, {@code
   * BODY_SHAPE}, {@code KEY_UNAVAILABLE}.
   */
  Uni<Answer> decide(Caller caller, DecisionInput input) {
    if (!caller.covers(input.policy(), input.category())) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this category");
    }
    Question question = input.question();
    Optional<String> reference = input.reference();
    Decision decision =
        policies
            .active(input.policy())
            .map(version -> DecisionRules.decide(version, question))
            .orElseGet(() -> Decision.denied(missing(input.policy())));
    Uni<Answer> answer =
        reference.isPresent() && decision instanceof Permitted permitted
            ? ofSubject(new Asked(caller, input, question, permitted), reference.get(), 1)
            : Uni.createFrom().item(new Answer(DecisionRules.ofNobody(decision), null));
    return answer.invoke(given -> metrics.decided(question, given.decision()));
  }

  private DecisionCode missing(String policy) {
    return policies.missing(policy) == ErrorCode.POLICY_NOT_ACTIVE
        ? DecisionCode.POLICY_NOT_ACTIVE
        : DecisionCode.POLICY_UNKNOWN;
  }

  private Uni<Answer> ofSubject(Asked asked, String reference, int attempt) {
    Question question = asked.question();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return rings
        .readAtOnce(
            question.policy(),
            keys ->
                store.facts(question.policy(), question.category(), keys.subject(reference), now))
        .chain(
            facts -> {
              Permitted by = asked.permitted();
              Decision decision =
                  SubjectRules.decide(
                      by, question, facts, policies.changed(by.version(), by.purpose()));
              return decision instanceof Permitted permitted && permitted.recipient().isPresent()
                  ? registered(asked.on(permitted), facts, now)
                      .chain(
                          id ->
                              id.isPresent()
                                  ? Uni.createFrom().item(new Answer(decision, id.get()))
                                  : again(asked, reference, attempt))
                  : Uni.createFrom().item(new Answer(decision, null));
            });
  }

  /** Something has changed meanwhile. */
  private Uni<Answer> again(Asked asked, String reference, int attempt) {
    return attempt < ATTEMPTS
        ? ofSubject(asked, reference, attempt + 1)
        : Uni.createFrom()
            .failure(
                new ServiceException(
                    ErrorCode.UNAVAILABLE, "the subject kept changing; try again"));
  }

  private Uni<Optional<UUID>> registered(Asked asked, SubjectFacts facts, Instant now) {
    UUID subject = facts.key().orElseThrow();
    UUID id = ids.timed(Ids.bucket(subject), now.toEpochMilli());
    return disclosures
        .register(subject, asked.disclosure(id, now), facts.clock().events().size())
        .map(done -> done ? Optional.of(id) : Optional.empty());
  }

  /** An answer, and the id of the disclosure if one was registered. */
  record Answer(Decision decision, @Nullable UUID disclosure) {}

  /** Who asked what, and what the policy says. */
  private record Asked(Caller caller, DecisionInput input, Question question, Permitted permitted) {

    Asked on(Permitted living) {
      return new Asked(caller, input, question, living);
    }

    Disclosure disclosure(UUID id, Instant at) {
      Recipient recipient = permitted.recipient().orElseThrow();
      return new Disclosure(
          id,
          at,
          question.policy(),
          permitted.version().version(),
          question.category(),
          recipient.name(),
          question.country().or(recipient::country).orElse(null),
          question.action(),
          question.purpose(),
          permitted.clause(),
          permitted.grounds().stream().map(Ground::label).toList(),
          question.fields().stream().sorted().toList(),
          input.basis(),
          caller.id());
    }
  }
}
