package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.gate.Adoption;
import io.lethe.gate.Gate;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The export and restore gate; it answers while the database is sealed. */
@Path("/api/v1/gate")
@Tag(name = "Gate")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.SECURITY})
public class GateResource {

  private final Gate gate;
  private final Restoration restoration;
  private final Adoption adoption;
  private final Callers callers;

  GateResource(Gate gate, Restoration restoration, Adoption adoption, Callers callers) {
    this.gate = gate;
    this.restoration = restoration;
    this.adoption = adoption;
    this.callers = callers;
  }

  /** Whether the database is open, and if not, why. */
  @GET
  @RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.SECURITY, Role.Name.AUDITOR})
  @Operation(summary = "Whether the database is open, and if not, why")
  public GateView view() {
    return GateView.of(gate.status());
  }

  /** Brings back what a restored database lacks, and opens it. */
  @POST
  @Path("/replay")
  @Operation(summary = "Brings back what a restored database lacks of the export, and opens it")
  public Uni<GateView> replay() {
    return restoration.replay().map(GateView::of);
  }

  /** Opens a database as it is, when two persons want so. */
  @POST
  @Path("/adopt")
  @Operation(summary = "Opens a sealed database as it is; the second person who asks opens it")
  public Uni<GateView> adopt(@Valid @NotNull AdoptionInput body) {
    return restoration
        .adopt(ofEverything(Role.PRIVACY_OFFICER, Role.SECURITY).id(), body.reason())
        .map(GateView::of);
  }

  /** Says that the activity of the time that was lost has been sent again. */
  @POST
  @Path("/activity-resent")
  @Operation(summary = "Says that products have sent again the activity that was lost")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  public Uni<GateView> resent() {
    return adoption
        .resent(ofEverything(Role.PRIVACY_OFFICER).id())
        .map(done -> GateView.of(gate.status()));
  }

  /** What it says is of every policy, and is not taken back. */
  private Caller ofEverything(Role first, Role... others) {
    Caller caller = callers.current().as(first, others);
    if (!caller.coversEverything()) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "this needs a grant of every policy and category");
    }
    return caller;
  }

  /**
   * Why somebody adopts a database.
   *
   * @param reason without a personal value; it goes into the ledger
   */
  @RegisterForReflection
  public record AdoptionInput(@NotBlank @Size(max = 500) String reason) {}

  /**
   * The gate.
   *
   * @param state OPEN or SEALED
   * @param reason CHANGED, BEHIND, MOVED, FORKED, EXPORT_LOST, EXPORT_UNSET, MIGRATED or
   *     BUILD_TOO_OLD, or null
   * @param exports whether anything is exported
   * @param lagSeconds time since the last export
   * @param activityGapSince since when activity may be lacking: what is due by it is kept until a
   *     privacy officer says that it was sent again; or null
   */
  @RegisterForReflection
  public record GateView(
      String state,
      @Nullable String reason,
      boolean exports,
      long lagSeconds,
      @Nullable Instant activityGapSince) {

    static GateView of(Gate.Status now) {
      return new GateView(
          now.open() ? "OPEN" : "SEALED",
          now.reason(),
          now.exports(),
          now.lag().toSeconds(),
          now.activityGap());
    }
  }
}
