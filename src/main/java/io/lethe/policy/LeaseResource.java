package io.lethe.policy;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** What sidecars answer by. */
@Path("/api/v1/leases")
@Tag(name = "Leases")
@RolesAllowed(Role.Name.PRODUCT)
public class LeaseResource {

  private final LeaseService leases;
  private final Callers callers;
  private final CurrentVertxRequest current;

  LeaseResource(LeaseService leases, Callers callers, CurrentVertxRequest current) {
    this.leases = leases;
    this.callers = callers;
    this.current = current;
  }

  /** Leases documents and keys of pseudonyms for a short time. */
  @POST
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @Operation(summary = "Active policies, and keys of pseudonyms, for a sidecar to answer by")
  public Uni<LeaseView> grant() {
    RoutingContext route = current.getCurrent();
    return leases
        .grant(callers.current().as(Role.PRODUCT))
        .invoke(lease -> route.addEndHandler(ended -> lease.wipe()));
  }
}
