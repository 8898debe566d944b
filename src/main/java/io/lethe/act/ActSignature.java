package io.lethe.act;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An electronic signature of an act.
 *
 * @param hash SHA-256 of the signature, in lower-case hexadecimal
 * @param signers at least one
 * @param signature in base64, in the list of an act's signatures alone
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ActSignature")
record ActSignature(
    UUID id,
    Format format,
    String hash,
    List<SignedBy> signers,
    String recordedBy,
    Instant recordedAt,
    @Nullable String signature) {

  /** Most signs of a signature in base64. */
  static final int MOST = 131_072;

  ActSignature {
    signers = List.copyOf(signers);
  }

  /** The same without the signature itself. */
  ActSignature brief() {
    return new ActSignature(id, format, hash, signers, recordedBy, recordedAt, null);
  }

  /** Forms of signatures. */
  @Schema(name = "ActSignatureFormat")
  enum Format {
    /** SignedData of RFC 5652, detached, in DER. */
    CMS
  }

  /**
   * What was checked of a signer; the certificate says who it is, and is not judged.
   *
   * @param digest algorithm by which the act's digest was signed; it is that of the act
   */
  @RegisterForReflection
  @Schema(name = "ActSigner")
  record SignedBy(String digest, Check signature) {}

  /** Whether a signature is right under its certificate. */
  @Schema(name = "ActSignatureCheck")
  enum Check {
    VERIFIED,
    /** The certificate is not in it, or its algorithm is not known here. */
    NOT_CHECKED
  }

  /**
   * A signature to be recorded.
   *
   * @param signature in base64
   */
  @RegisterForReflection
  @Schema(name = "NewActSignature")
  record Sent(@NotNull Format format, @NotBlank @Size(max = MOST) String signature) {

    /** Shows nothing of it: the certificate names a person. */
    @Override
    public String toString() {
      return "Sent[format=" + format + "]";
    }
  }

  /** The signatures of an act, in the order in which they were recorded. */
  @RegisterForReflection
  @Schema(name = "ActSignatures")
  record All(List<ActSignature> items) {

    All {
      items = List.copyOf(items);
    }
  }
}
