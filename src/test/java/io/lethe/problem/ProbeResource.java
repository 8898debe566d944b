package io.lethe.problem;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.vertx.pgclient.PgException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Fails in every way there is, with a marker that must be seen nowhere. */
@Path("/probe")
@RolesAllowed(Role.Name.PRODUCT)
public class ProbeResource {

  static final String MARKER = "marker-7f3a";

  private final Callers callers;

  ProbeResource(Callers callers) {
    this.callers = callers;
  }

  /** A body with everything a body can have. */
  public record Probe(@NotEmpty List<@Valid Item> items, Map<String, Integer> counts) {}

  /** A part of it. */
  public record Item(@NotNull String name, @Max(3) int size) {}

  @POST
  @Operation(hidden = true)
  public Probe accept(@NotNull @Valid Probe body) {
    return body;
  }

  @GET
  @Operation(hidden = true)
  public Map<String, Object> caller(@QueryParam("limit") @Max(9) int limit) {
    return Map.of(
        "subject", callers.current().subject(), "covers", callers.current().covers("a", "b"));
  }

  @GET
  @Path("/foreign")
  @Produces("text/plain")
  @Operation(hidden = true)
  public String foreign() {
    throw new IllegalStateException(MARKER, new PgException(MARKER, "ERROR", "23505", MARKER));
  }

  @GET
  @Path("/unreachable")
  @Operation(hidden = true)
  public String unreachable() throws ConnectException {
    throw new ConnectException("refused");
  }

  @GET
  @Path("/auditors")
  @RolesAllowed(Role.Name.AUDITOR)
  @Operation(hidden = true)
  public String auditorsOnly() {
    return "";
  }
}
