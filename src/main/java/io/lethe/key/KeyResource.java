package io.lethe.key;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Key rings, and the orders for their rotation. */
@Path("/api/v1/keys")
@Tag(name = "Keys")
@RolesAllowed(Role.Name.SECURITY)
public class KeyResource {

  private final KeyService keys;
  private final RingList rings;
  private final Callers callers;

  KeyResource(KeyService keys, RingList rings, Callers callers) {
    this.keys = keys;
    this.rings = rings;
    this.callers = callers;
  }

  /** The rings with their versions. */
  @GET
  @RolesAllowed({Role.Name.SECURITY, Role.Name.AUDITOR})
  @Operation(summary = "Key rings, their versions, and how many rows are under each")
  public Uni<Rings> list() {
    return rings.rings(callers.current().as(Role.SECURITY, Role.AUDITOR)).map(Rings::new);
  }

  /** Asks for the next version of a ring. */
  @POST
  @Path("/{ring}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = KeyJobView.class)))
  @Operation(summary = "Makes a version, which writes once every replica has it")
  public Uni<KeyJobView> rotate(
      @PathParam("ring") String ring,
      @Valid @RequestBody(required = false) @Nullable RotateInput body) {
    return keys.rotate(security(), ring, body == null ? RotateInput.NONE : body);
  }

  /** Asks that what is stored be moved to the version that writes. */
  @POST
  @Path("/{ring}/rewrap")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = KeyJobView.class)))
  @Operation(summary = "Moves what is stored to the version that writes, or counts it")
  public Uni<KeyJobView> rewrap(
      @PathParam("ring") String ring,
      @Valid @RequestBody(required = false) @Nullable RewrapInput body) {
    return keys.rewrap(security(), ring, body == null ? RewrapInput.NONE : body);
  }

  /** Asks that a retired version be destroyed, or approves that another person asked for it. */
  @POST
  @Path("/{ring}/versions/{version}/destroy")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = KeyJobView.class)))
  @Operation(
      summary = "Destroys a version that nothing uses; the second person to call it approves it")
  public Uni<KeyJobView> destroy(
      @PathParam("ring") String ring,
      @PathParam("version") int version,
      @RequestBody(required = false) @Nullable DestroyInput body) {
    return keys.destroy(security(), ring, version, body == null ? DestroyInput.NONE : body);
  }

  private Caller security() {
    return callers.current().as(Role.SECURITY);
  }

  /** Rings by name. */
  @Schema(name = "KeyRings")
  record Rings(List<RingView> items) {}

  /**
   * How a ring is to be rotated.
   *
   * @param rewrap whether what is stored is moved right after
   * @param compromised whether the key is taken to be known to others: what it protected is listed,
   *     and moved at full speed right after
   * @param reason why, needed where it is compromised
   */
  @Schema(name = "Rotation")
  record RotateInput(
      @Nullable Boolean rewrap,
      @Nullable Boolean compromised,
      @Size(max = 500) @Schema(description = "Written to the ledger: it must not name a person")
          @Nullable String reason) {

    static final RotateInput NONE = new RotateInput(null, null, null);
  }

  /**
   * How what is stored is to be moved.
   *
   * @param dryRun whether it is counted only
   * @param rowsPerSecond at most; without it at full speed
   */
  @Schema(name = "Rewrap")
  record RewrapInput(
      @Nullable Boolean dryRun, @Min(1) @Max(1_000_000) @Nullable Integer rowsPerSecond) {

    static final RewrapInput NONE = new RewrapInput(null, null);
  }

  /**
   * What is confirmed.
   *
   * @param productTokensUpgraded that no product keeps a token of the version; needed for
   *     pseudonyms
   */
  @Schema(name = "KeyDestruction")
  record DestroyInput(@Nullable Boolean productTokensUpgraded) {

    static final DestroyInput NONE = new DestroyInput(null);
  }
}
