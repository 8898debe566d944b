package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.database.Database;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.transform.Method;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Records with format-preserving values: the old key opens what the new one encrypts. */
@Singleton
class FormatRows extends ViewRows {

  @Inject
  FormatRows(Database database, PolicyCatalog policies) {
    this(database, policies, "record");
  }

  FormatRows(Database database, PolicyCatalog policies, String table) {
    super(database, policies, table, "format_version");
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.FORMAT;
  }

  @Override
  void move(PolicyKeys keys, Category category, ObjectNode view, int from) {
    for (Category.FormattedField field : category.formatPreserving()) {
      JsonNode text = view.get(field.name());
      if (text != null && text.isTextual() && !text.textValue().isEmpty()) {
        Method.FormatPreserving method = field.method();
        view.put(
            field.name(),
            keys.reformat(method.domain(field.name()), method.format(), text.textValue(), from)
                .text());
      }
    }
  }
}
