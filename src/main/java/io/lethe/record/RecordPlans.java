package io.lethe.record;

import io.lethe.intake.IntakeConfig;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.transform.Chance;
import io.lethe.transform.Normalizer;
import io.lethe.transform.RecordPlan;
import io.lethe.transform.ValueLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The compiled field rules of every category of every version. */
@ApplicationScoped
public class RecordPlans {

  private final PolicyCatalog policies;
  private final ValueLimits limits;
  private final Chance chance = Chance.secure();
  private final Map<Key, RecordPlan> plans = new ConcurrentHashMap<>();

  RecordPlans(PolicyCatalog policies, IntakeConfig config) {
    this.policies = policies;
    this.limits = new ValueLimits(config.fields(), config.value());
  }

  /** The plan of a category under the version that protects, or protected, a record. */
  public RecordPlan of(String policy, int version, String category) {
    String hash = policies.version(policy, version).hash();
    return plans.computeIfAbsent(new Key(policy, version, hash, category), this::compile);
  }

  private RecordPlan compile(Key key) {
    PolicyDocument document = policies.version(key.policy(), key.version()).document();
    return new RecordPlan(
        document.categories().get(key.category()).fields(),
        new Normalizer(document.phoneRegion()),
        limits,
        chance);
  }

  /** A database that was restored may give the number of a version to another one. */
  private record Key(String policy, int version, String hash, String category) {}
}
