package io.lethe.act;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How much the depersonalized data of a category says of people.
 *
 * <p>An equivalence class is the rows of equal quasi-identifiers; it is counted in people.
 *
 * <p><b>Guarantee</b>: numbers and names of fields, never a value.
 *
 * <p><b>Source</b>: Sweeney, k-anonymity (2002); Machanavajjhala et al., l-diversity (2007), the
 * distinct kind.
 *
 * @param kAtLeast the smallest class in which the policy leaves quasi-identifiers
 * @param rows number of rows that are left
 * @param people number of people that are told apart among them
 * @param suppressed those of them whose rows have no quasi-identifiers, in no class
 * @param classes number of equivalence classes
 * @param k people of the smallest class; null where there is none
 * @param l the smallest number of values of a sensitive field in a class; null where there is none
 * @param diversity the same by sensitive field, the least diverse first: fields that are left and
 *     are no quasi-identifiers
 * @param uniqueShare classes of one person, of all people; 0 to 1
 * @param highestRisk the prosecutor's risk, 1/k: that a row of the smallest class is found to be
 *     that of a person known to be in it
 * @param sampled whether not all that is due was looked at
 */
@RegisterForReflection
@Schema(name = "GroupMeasure")
public record Groups(
    String policy,
    String category,
    Stage stage,
    int kAtLeast,
    long rows,
    long people,
    long suppressed,
    long classes,
    @Nullable Long k,
    @Nullable Long l,
    List<Diversity> diversity,
    double uniqueShare,
    @Nullable Double highestRisk,
    boolean sampled) {

  public Groups {
    diversity = List.copyOf(diversity);
  }

  /** When it is measured; a run that acts is measured afterwards only. */
  @Schema(name = "GroupStage")
  public enum Stage {
    /** As if no quasi-identifier were left out. */
    BEFORE,
    /** Quasi-identifiers of small groups are left out. */
    AFTER
  }

  /**
   * Distinct l-diversity of one field.
   *
   * @param l the smallest number of its values in a class in which some row has it
   */
  @RegisterForReflection
  @Schema(name = "FieldDiversity")
  public record Diversity(String field, long l) {}
}
