package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.VersionedToken;
import io.lethe.database.Database;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.RecordTables;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Records with pseudonyms. */
@Singleton
class PseudonymRows extends ViewRows {

  @Inject
  PseudonymRows(Database database, PolicyCatalog policies) {
    this(database, policies, RecordTables.ROWS);
  }

  PseudonymRows(Database database, PolicyCatalog policies, String table) {
    super(database, policies, table, "pseudonym_version");
  }

  /** Records of time tables have pseudonyms too. */
  @Override
  String relation() {
    return table().equals(RecordTables.ROWS) ? RecordTables.EVERY : table();
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.PSEUDONYM;
  }

  @Override
  void move(PolicyKeys keys, Category category, ObjectNode view, int from) {
    for (FieldRule rule : category.fields()) {
      JsonNode token = view.get(rule.name());
      if (rule.onReceipt() instanceof Method.Pseudonymize && token != null && token.isTextual()) {
        VersionedToken old = VersionedToken.parse(token.textValue());
        view.put(rule.name(), keys.upgrade(RingPurpose.PSEUDONYM, old).text());
      }
    }
  }
}
