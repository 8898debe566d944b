package io.lethe.gate;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Serves nothing of a sealed database but the gate itself: it may have what was destroyed. */
class GateFilter {

  private static final String API = "/api/";
  private static final String GATE = "/api/v1/gate";

  private final Gate gate;

  GateFilter(Gate gate) {
    this.gate = gate;
  }

  @ServerRequestFilter(preMatching = true)
  void check(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    Gate.Status now = gate.status();
    if (!now.open() && path.startsWith(API) && !path.startsWith(GATE)) {
      throw new ServiceException(
          ErrorCode.DATABASE_SEALED,
          "the database is sealed: "
              + now.reason()
              + "; GET /api/v1/gate says what to do, docs/restore.md how");
    }
  }
}
