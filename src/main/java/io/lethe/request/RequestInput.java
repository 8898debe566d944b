package io.lethe.request;

import io.lethe.policy.RequestPart;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request of a person, as an officer notes it. It has no free text: what the person wrote is a
 * record of a category of its own.
 *
 * @param subject the product's reference; or {@code subjectKey}
 * @param subjectKey Lethe's key of the person
 * @param type the policy's name of the request, or a type
 * @param channel how it came
 * @param answerChannel how the person wants to be answered; the channel by default
 * @param receivedAt now by default
 * @param detectedAt of unlawful processing, when it was detected; on receipt by default
 * @param contains what it contained
 * @param representative whether somebody else asks for the person
 * @param category all by default
 * @param purpose the rule's by default
 * @param fields all by default
 * @param file the record that holds what the person sent
 * @param endsAt when a block that is asked for ends by itself; never by default
 */
record RequestInput(
    @NotBlank @Size(max = 100) @Schema(examples = "sens") String policy,
    @Nullable @Size(max = 256) @Schema(examples = "user-1001") String subject,
    @Nullable UUID subjectKey,
    @NotBlank @Size(max = 64) @Schema(examples = "rectify") String type,
    @NotNull Channel channel,
    @Nullable Channel answerChannel,
    @Nullable Instant receivedAt,
    @Nullable Instant detectedAt,
    @Nullable @Size(max = 20) List<@NotNull RequestPart> contains,
    @Nullable Boolean representative,
    @Nullable @Size(max = 100) @Schema(examples = "mandatory") String category,
    @Nullable @Size(max = 100) @Schema(examples = "mailing") String purpose,
    @Nullable @Size(max = 100) List<@NotBlank @Size(max = 100) String> fields,
    @Nullable UUID file,
    @Nullable Instant endsAt) {

  RequestInput {
    contains = contains == null ? List.of() : List.copyOf(contains);
    fields = fields == null ? List.of() : List.copyOf(fields);
  }

  /** Names nothing but the policy: a subject's reference may be personal. */
  @Override
  public String toString() {
    return "RequestInput[policy=" + policy + "]";
  }
}
