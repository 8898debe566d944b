package io.lethe.subject;

import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.time.Calendars;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The retention clocks of every category of every version. */
@ApplicationScoped
public class Clocks {

  private final PolicyCatalog policies;
  private final Calendars calendars;
  private final Map<Key, RetentionClock> clocks = new ConcurrentHashMap<>();

  Clocks(PolicyCatalog policies, Calendars calendars) {
    this.policies = policies;
    this.calendars = calendars;
  }

  /** The clock of a category under the version that protected a record. */
  public RetentionClock of(String policy, int version, String category) {
    return clocks.computeIfAbsent(new Key(policy, version, category), this::create);
  }

  private RetentionClock create(Key key) {
    PolicyVersion version = policies.version(key.policy(), key.version());
    PolicyDocument document = version.document();
    return RetentionClock.of(
        document,
        document.categories().get(key.category()),
        calendars.find(document.calendar()).orElseThrow());
  }

  /** The categories whose clocks events of this type may move. */
  List<String> movedBy(String policy, String type) {
    return policies
        .published(policy)
        .flatMap(
            version ->
                version.document().categories().keySet().stream()
                    .filter(name -> of(policy, version.version(), name).movedBy(type)))
        .distinct()
        .toList();
  }

  /**
   * When an event makes records due at the earliest, by category, over all versions that may have
   * protected some.
   */
  Map<String, Instant> notBefore(String policy, ClockFacts.Event event) {
    Map<String, Instant> dues = new HashMap<>();
    for (PolicyVersion version : policies.published(policy).toList()) {
      for (String category : version.document().categories().keySet()) {
        Instant due = of(policy, version.version(), category).notBefore(event);
        if (due != null) {
          dues.merge(category, due, (a, b) -> a.isBefore(b) ? a : b);
        }
      }
    }
    return dues;
  }

  /** The newest version known here; records of a newer one may be there already. */
  int newest(String policy) {
    return policies.published(policy).mapToInt(PolicyVersion::version).max().orElse(0);
  }

  private record Key(String policy, int version, String category) {}
}
