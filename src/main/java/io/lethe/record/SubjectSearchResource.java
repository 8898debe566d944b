package io.lethe.record;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Search for subjects; values are in the body, never in a URL. */
@Path("/api/v1/subjects/search")
@Tag(name = "Subjects")
@RolesAllowed({Role.Name.PRODUCT, Role.Name.PRIVACY_OFFICER})
public class SubjectSearchResource {

  private final SubjectSearch search;
  private final Callers callers;

  SubjectSearchResource(SubjectSearch search, Callers callers) {
    this.search = search;
    this.callers = callers;
  }

  /** Finds subjects by the product's reference, or by the value of a searchable field. */
  @POST
  @Operation(summary = "Finds subjects by reference, or by the value of a searchable field")
  public Uni<Found> search(@Valid @NotNull Query body) {
    return search
        .find(callers.current().as(Role.PRODUCT, Role.PRIVACY_OFFICER), body)
        .map(keys -> new Found(keys.stream().map(Key::new).toList()));
  }

  /**
   * What to look for: {@code subject}, or {@code field} and {@code value}.
   *
   * @param subject the product's reference
   */
  @Schema(name = "SubjectQuery")
  record Query(
      @NotBlank @Size(max = 100) @Schema(examples = "sens") String policy,
      @Nullable @Size(max = 256) @Schema(examples = "user-1001") String subject,
      @Nullable @Size(max = 100) @Schema(examples = "email") String field,
      @Nullable @Size(max = 16384) @Schema(examples = "anna@example.org") String value) {

    /** Names neither subject nor value. */
    @Override
    public String toString() {
      return "Query[policy=" + policy + "]";
    }
  }

  /** The subjects found, at most 100. */
  @Schema(name = "SubjectsFound")
  record Found(List<Key> items) {}

  /** A subject by Lethe's opaque key. */
  @Schema(name = "SubjectFound")
  record Key(UUID key) {}
}
