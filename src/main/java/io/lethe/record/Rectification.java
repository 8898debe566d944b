package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.policy.Category;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * New values of a record's fields, as they were sent; JSON null takes a field away.
 *
 * <p><b>Source</b>: RFC 7396 for the meaning of null.
 *
 * @param given the fields that get a value
 * @param removed the fields that are taken away
 */
record Rectification(ObjectNode given, Set<String> removed) {

  /** What a body says. */
  static Rectification of(ObjectNode fields) {
    ObjectNode given = fields.deepCopy();
    Set<String> removed = new LinkedHashSet<>();
    for (var all = fields.properties().iterator(); all.hasNext(); ) {
      var field = all.next();
      JsonNode value = field.getValue();
      if (value.isNull()) {
        removed.add(field.getKey());
        given.remove(field.getKey());
      }
    }
    return new Rectification(given, removed);
  }

  /** The names of all fields that change. */
  Set<String> fields() {
    Set<String> all = new LinkedHashSet<>(removed);
    given.fieldNames().forEachRemaining(all::add);
    return all;
  }

  /** What is taken away and is not in the category. */
  List<Violation> undeclared(Category category) {
    List<Violation> violations = new ArrayList<>();
    int position = 0;
    for (String field : removed) {
      if (category.field(field).isEmpty()) {
        violations.add(
            Violation.undeclared("fields", field, position, ErrorCode.FIELD_NOT_DECLARED));
      }
      position++;
    }
    return violations;
  }

  /** Names no value. */
  @Override
  public String toString() {
    return "Rectification[given=" + given.size() + ", removed=" + removed.size() + "]";
  }
}
