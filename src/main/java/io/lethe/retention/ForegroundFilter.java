package io.lethe.retention;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Takes the time of what products wait for. */
class ForegroundFilter {

  private static final String BEGAN = ForegroundFilter.class.getName();
  private static final String RUNS = "/api/v1/retention";

  private final ForegroundLatency latency;

  ForegroundFilter(ForegroundLatency latency) {
    this.latency = latency;
  }

  @ServerRequestFilter(preMatching = true)
  void began(ContainerRequestContext request) {
    request.setProperty(BEGAN, System.nanoTime());
  }

  @ServerResponseFilter
  void answered(ContainerRequestContext request) {
    Object began = request.getProperty(BEGAN);
    if (began instanceof Long start && !request.getUriInfo().getPath().startsWith(RUNS)) {
      long now = System.nanoTime();
      latency.answered(now - start, now);
    }
  }
}
