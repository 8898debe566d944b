package io.lethe.policy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Whether the databases are where a policy wants the data to be.
 *
 * <p><b>Guarantee</b>: a policy whose residency lacks a country in which a database was declared to
 * be is not activated, and takes in nothing if it was active before; its runs go on. Nothing is
 * checked where no country was declared, which is said in the log.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, article 18(5).
 */
@ApplicationScoped
class Residency {

  private static final Logger LOG = Logger.getLogger(Residency.class);
  private static final String SETTING = "lethe.policies.databases-in";

  private final Set<String> countries;

  Residency(PoliciesConfig config) {
    this.countries = new TreeSet<>(config.databasesIn().orElse(Set.of()));
  }

  /** Whether data under this policy may be where the databases are. */
  boolean allows(PolicyDocument document) {
    return document.residency().isEmpty() || document.residency().containsAll(countries);
  }

  /** What is wrong, and how to mend it. */
  String refusal(PolicyDocument document) {
    return "policy "
        + document.policy()
        + " keeps its data in "
        + document.residency()
        + ", and "
        + SETTING
        + " says "
        + countries
        + "; move the databases, or correct the setting";
  }

  /** Says what is not checked, or not allowed, of a policy that is active. */
  void tell(PolicyDocument document) {
    if (!allows(document)) {
      LOG.errorf("%s; nothing is received under it", refusal(document));
    } else if (countries.isEmpty() && !document.residency().isEmpty()) {
      LOG.warnf(
          "%s is not set: that the data of %s is in %s is not checked",
          SETTING, document.policy(), document.residency());
    }
  }
}
