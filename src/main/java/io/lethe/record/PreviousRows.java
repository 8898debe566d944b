package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.key.KeyedRows;
import io.lethe.policy.PolicyCatalog;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Replaced values are walked as records are. */
final class PreviousRows {

  static final String TABLE = "record_previous";

  private PreviousRows() {}

  /** Those that are pseudonyms. */
  @Singleton
  @Typed(KeyedRows.class)
  static final class OfPseudonyms extends PseudonymRows {
    OfPseudonyms(Database database, PolicyCatalog policies) {
      super(database, policies, TABLE);
    }
  }

  /** Those that are format-preserving. */
  @Singleton
  @Typed(KeyedRows.class)
  static final class OfFormats extends FormatRows {
    OfFormats(Database database, PolicyCatalog policies) {
      super(database, policies, TABLE);
    }
  }
}
