package io.lethe.policy;

import io.lethe.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The methods that policies may name; nothing of what any policy says of them. */
@Path("/api/v1/methods")
@Tag(name = "Policies")
@RolesAllowed({
  Role.Name.PRODUCT,
  Role.Name.PRIVACY_OFFICER,
  Role.Name.SECURITY,
  Role.Name.REIDENTIFIER,
  Role.Name.RESEARCHER,
  Role.Name.AUDITOR
})
public class MethodResource {

  /** Every method. */
  @GET
  @Operation(summary = "Every method: where it may stand, and what order and standard call it")
  public All list() {
    return new All(Stream.of(MethodKind.values()).map(MethodView::of).toList());
  }

  /** All of them, in one page. */
  @Schema(name = "Methods")
  record All(List<MethodView> items) {}
}
