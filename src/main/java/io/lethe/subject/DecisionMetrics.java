package io.lethe.subject;

import io.lethe.policy.Decision;
import io.lethe.policy.Decision.Denied;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.Question;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Counts and logs what was denied.
 *
 * <p><b>Guarantee</b>: labels and lines have only names that the active policy declares: what a
 * caller sends instead may be personal.
 */
@ApplicationScoped
class DecisionMetrics {

  private static final Logger LOG = Logger.getLogger(DecisionMetrics.class);
  private static final String NONE = "-";

  private final PolicyCatalog policies;
  private final MeterRegistry registry;

  DecisionMetrics(PolicyCatalog policies, MeterRegistry registry) {
    this.policies = policies;
    this.registry = registry;
  }

  /** Notes an answer. */
  void decided(Question question, Decision decision) {
    String policy = policies.versions(question.policy()).isEmpty() ? NONE : question.policy();
    if (decision instanceof Denied denied) {
      registry
          .counter("lethe.decisions.denied", "policy", policy, "code", denied.code().name())
          .increment();
      log(policy, question, denied);
    } else {
      registry.counter("lethe.decisions.permitted", "policy", policy).increment();
    }
  }

  private void log(String policy, Question question, Denied denied) {
    Optional<PolicyDocument> document =
        policies.active(question.policy()).map(PolicyVersion::document);
    LOG.infof(
        "denied %s: policy %s, category %s, action %s, purpose %s, recipient %s",
        denied.code(),
        policy,
        declared(question.category(), document.map(of -> of.categories().keySet())),
        declared(question.action(), Optional.of(PolicyDocument.ACTIONS)),
        declared(question.purpose(), document.map(of -> of.purposes().keySet())),
        declared(question.recipient().orElse(NONE), document.map(of -> of.recipients().keySet())));
  }

  private static String declared(String name, Optional<? extends Collection<String>> names) {
    return names.filter(known -> known.contains(name)).isPresent() ? name : NONE;
  }
}
