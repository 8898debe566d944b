package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The register of depersonalizations and of what was done with their results. */
@Path("/api/v1/depersonalizations")
@Tag(name = "Depersonalized data")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class DepersonalizationResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final DepersonalizationRegister register;
  private final Callers callers;

  DepersonalizationResource(DepersonalizationRegister register, Callers callers) {
    this.register = register;
    this.callers = callers;
  }

  /** The register in the order of time. */
  @GET
  @Operation(summary = "What was depersonalized, how, and what was done with the results")
  public Uni<Page> list(
      @QueryParam("policy") @Nullable String policy,
      @QueryParam("category") @Nullable String category,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    int count = Math.max(1, Math.min(limit, MOST));
    return register
        .page(policy, category, after == null ? FIRST : after, count)
        .map(
            found ->
                new Page(
                    found.stream()
                        .filter(line -> caller.covers(line.policy(), line.category()))
                        .toList(),
                    found.size() < count ? null : found.get(count - 1).id()));
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "DepersonalizationPage")
  record Page(List<DepersonalizationView> items, @Nullable UUID next) {}
}
