package io.lethe.policy;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a category is depersonalized.
 *
 * @param kAtLeast the smallest group in which quasi-identifiers are left
 * @param highestRisk the prosecutor's risk, 1/k, that a row of such a group is found to be that of
 *     a person known to be in it
 */
@RegisterForReflection
@Schema(name = "CategoryMethods")
public record CategoryMethods(
    String category, int kAtLeast, double highestRisk, List<FieldMethod> fields) {

  public CategoryMethods {
    fields = List.copyOf(fields);
  }

  /** Of every category of a version that depersonalizes, in the order of the document. */
  static List<CategoryMethods> of(PolicyVersion version) {
    return version.document().categories().values().stream()
        .filter(Category::depersonalizes)
        .map(category -> of(version.document(), category))
        .toList();
  }

  private static CategoryMethods of(PolicyDocument document, Category category) {
    return new CategoryMethods(
        category.name(),
        document.kAtLeast(),
        1.0 / document.kAtLeast(),
        category.fields().stream().map(FieldMethod::of).toList());
  }
}
