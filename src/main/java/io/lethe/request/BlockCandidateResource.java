package io.lethe.request;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Blocks that have lasted too long, and their end by a person's approval. */
@Path("/api/v1/requests/block-candidates")
@Tag(name = "Requests")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class BlockCandidateResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final OverlongBlocks blocks;
  private final Callers callers;

  BlockCandidateResource(OverlongBlocks blocks, Callers callers) {
    this.blocks = blocks;
    this.callers = callers;
  }

  /** Candidates in the order of their blocks' ids. */
  @GET
  @Operation(summary = "Blocks that have lasted so long that the data may, or must, be destroyed")
  public Uni<Page> list(
      @QueryParam("policy") @Nullable String policy,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    return blocks
        .page(policy, after == null ? FIRST : after, count)
        .map(
            found ->
                new Page(
                    blocks.overlong(
                        callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR), found),
                    found.size() < count ? null : found.get(count - 1).id()));
  }

  /** Ends such a block for good. */
  @POST
  @Path("/{id}/approve")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Ends a block that has lasted too long; the data is destroyed")
  public Uni<OverlongBlock> approve(@PathParam("id") UUID id) {
    return blocks.approve(callers.current().as(Role.PRIVACY_OFFICER), id);
  }

  /** A page, which may have fewer items than asked for; {@code next} is to continue after. */
  @Schema(name = "BlockCandidates")
  record Page(List<OverlongBlock> items, @Nullable UUID next) {}
}
