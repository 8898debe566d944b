package io.lethe.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A key ring as callers see it: never a key, wrapped or not. */
@Schema(name = "KeyRing")
public record RingView(String ring, String purpose, List<Version> versions) {

  /**
   * A version.
   *
   * @param name of the provider's, for the key encryption key; else null
   * @param createdAt null for the key encryption key, which its provider keeps
   * @param uses rows that are under it; of the key encryption key, keys that it wraps
   */
  @Schema(name = "KeyVersion")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Version(
      int version,
      @Nullable String name,
      VersionState state,
      @Nullable Instant createdAt,
      @Nullable Instant activatedAt,
      long uses) {}
}
