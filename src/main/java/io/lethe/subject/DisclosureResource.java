package io.lethe.subject;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The third parties that a subject's data was given to. */
@Path("/api/v1/subjects/{key}/disclosures")
@Tag(name = "Subjects")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class DisclosureResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final DisclosureService disclosures;
  private final Callers callers;

  DisclosureResource(DisclosureService disclosures, Callers callers) {
    this.disclosures = disclosures;
    this.callers = callers;
  }

  /** Disclosures of a subject, also of one that is destroyed. */
  @GET
  @Operation(summary = "Third parties that a subject's data was given to, the oldest first")
  public Uni<Page> list(
      @PathParam("key") UUID key,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    return disclosures
        .page(callers.current().as(Role.PRIVACY_OFFICER), key, after == null ? FIRST : after, count)
        .map(items -> new Page(items, items.size() < count ? null : items.get(count - 1).id()));
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "DisclosurePage")
  record Page(List<Disclosure> items, @Nullable UUID next) {}
}
