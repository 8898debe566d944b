package io.lethe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers what it is sent: what the service's calls are measured beside. */
@Path("/dev/echo")
@Tag(name = "Local builds")
@PermitAll
public class DevEchoResource {

  /** The same JSON, read and written. */
  @POST
  @Operation(summary = "The same JSON, read and written")
  public JsonNode echo(@NotNull JsonNode body) {
    return body;
  }
}
