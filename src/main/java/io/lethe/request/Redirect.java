package io.lethe.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyDocument;
import io.lethe.request.RequestStore.Labelled;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where a request goes about data that the operator only processes for others: to them, who decide.
 *
 * @param operators references to those operators, in order
 * @param clause of the category that says so
 */
record Redirect(List<String> operators, String clause) {

  /**
   * The redirect of a request about these records; empty where some of them are the operator's own,
   * or there are none.
   */
  static Optional<Redirect> of(PolicyDocument document, List<Labelled> records, ObjectMapper json) {
    TreeSet<String> operators = new TreeSet<>();
    String clause = "";
    for (Labelled record : records) {
      Optional<Category.OnBehalfOf> of =
          Optional.ofNullable(document.categories().get(record.category()))
              .flatMap(Category::onBehalfOf);
      if (of.isEmpty()) {
        return Optional.empty();
      }
      clause = of.get().clause();
      reference(record, of.get().attribute(), json).ifPresent(operators::add);
    }
    return operators.isEmpty()
        ? Optional.empty()
        : Optional.of(new Redirect(List.copyOf(operators), clause));
  }

  private static Optional<String> reference(Labelled record, String attribute, ObjectMapper json) {
    try {
      JsonNode labels = json.readTree(record.attributes() == null ? "{}" : record.attributes());
      return Optional.ofNullable(labels.get(attribute)).map(JsonNode::asText);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the labels of a record are JSON", e);
    }
  }
}
