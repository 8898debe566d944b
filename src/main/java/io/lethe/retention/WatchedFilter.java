package io.lethe.retention;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Answers with a problem where a run cannot be watched: once a stream of events has begun, it can
 * only be cut off.
 */
@ApplicationScoped
class WatchedFilter {

  private final RunService runs;
  private final Callers callers;

  WatchedFilter(RunService runs, Callers callers) {
    this.runs = runs;
    this.callers = callers;
  }

  /** Looks for the run. */
  @Watched
  @ServerRequestFilter
  public Uni<Void> find(ContainerRequestContext request) {
    String id = request.getUriInfo().getPathParameters().getFirst("id");
    return runs.view(
            callers.current().as(Role.PRIVACY_OFFICER, Role.SECURITY, Role.AUDITOR), parsed(id))
        .replaceWithVoid();
  }

  private static UUID parsed(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such run");
    }
  }
}
