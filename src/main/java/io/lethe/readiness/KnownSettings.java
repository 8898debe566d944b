package io.lethe.readiness;

import io.lethe.database.LetheConfig;
import io.lethe.key.KeyErasureConfig;
import io.lethe.ledger.LedgerConfig;
import io.lethe.policy.OperatorsConfig;
import io.lethe.policy.PoliciesConfig;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Has settings checked that every build needs: only a mapping that is injected is ever checked. */
@Startup
@Singleton
final class KnownSettings {

  KnownSettings(
      LetheConfig root,
      DatabaseConfig database,
      OperatorsConfig operators,
      LedgerConfig ledger,
      KeyErasureConfig keyErasure,
      PoliciesConfig policies) {}
}
