package io.lethe.subject;

import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.policy.Need;
import io.lethe.policy.Question;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be decided.
 *
 * @param subject the product's reference; needed for a transfer
 * @param action as 152-FZ 3(3) names it
 * @param recipient the third party of a transfer, as the policy names it
 * @param country where the recipient gets it, if that is to be checked
 * @param fields of the category that are given away; all by default
 * @param basis what the caller answers for
 */
@Schema(name = "DecisionRequest")
record DecisionInput(
    @NotBlank @Size(max = 100) @Schema(examples = "sens") String policy,
    @NotBlank @Size(max = 100) @Schema(examples = "advertising_mailing") String category,
    @Nullable @Size(max = 256) @Schema(examples = "user-1001") String subject,
    @NotBlank @Size(max = 100) @Schema(examples = "provide") String action,
    @NotBlank @Size(max = 100) @Schema(examples = "mailing") String purpose,
    @Nullable @Size(max = 100) @Schema(examples = "infobip") String recipient,
    @Nullable @Pattern(regexp = "[A-Z]{2}") @Schema(examples = "GB") String country,
    @Nullable @Size(max = 100) List<@NotBlank @Size(max = 100) String> fields,
    @Nullable @Size(max = 20) List<@Valid @NotNull Basis> basis) {

  /** What has no basis is an empty list. */
  DecisionInput {
    fields = fields == null ? List.of() : fields;
    basis = basis == null ? List.of() : basis;
  }

  /**
   * The question without its subject.
   *
   * @throws ServiceException {@code BODY_SHAPE} when a need cannot be attested
   */
  Question question() {
    Set<Need> attested = EnumSet.noneOf(Need.class);
    for (int i = 0; i < basis.size(); i++) {
      attested.add(need("basis[" + i + "].need", basis.get(i).need()));
    }
    return new Question(
        policy,
        category,
        action,
        purpose,
        Optional.ofNullable(recipient),
        Optional.ofNullable(country),
        Set.copyOf(fields),
        attested);
  }

  private static Need need(String path, String label) {
    return Need.attested(label)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.BODY_SHAPE,
                    "only needs other than consent can be attested",
                    List.of(Violation.of(path, ErrorCode.BODY_SHAPE))));
  }

  /**
   * The subject's reference, if there is one.
   *
   * @throws ServiceException {@code BODY_SHAPE} when it is none
   */
  Optional<String> reference() {
    if (subject == null) {
      return Optional.empty();
    }
    String reference = SubjectReference.of(TextNode.valueOf(subject));
    if (reference.isEmpty()) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE,
          "the subject has no usable reference",
          List.of(Violation.of("subject", ErrorCode.BODY_SHAPE)));
    }
    return Optional.of(reference);
  }

  /** Names no subject. */
  @Override
  public String toString() {
    return "DecisionInput[]";
  }

  /**
   * A need that the caller answers for.
   *
   * @param need one of the policy's needs other than consent
   * @param reference such as the number of a request or an agreement; stored, so it must not name a
   *     person
   */
  @Schema(name = "DecisionBasis")
  record Basis(
      @NotBlank @Size(max = 100) @Schema(examples = "legal-request") String need,
      @Nullable
          @Pattern(regexp = "[\\p{L}\\p{N}][\\p{L}\\p{N} ./_:#№-]{0,63}")
          @Schema(
              examples = "A40-1234/26",
              description =
                  "Stored with the disclosure for three years: a number, which names nobody")
          String reference) {}
}
