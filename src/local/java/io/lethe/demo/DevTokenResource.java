package io.lethe.demo;

import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Hands a token to whoever asks. */
@Path("/dev/tokens")
@Tag(name = "Local builds")
@PermitAll
public class DevTokenResource {

  private final LocalIssuer issuer;

  DevTokenResource(LocalIssuer issuer) {
    this.issuer = issuer;
  }

  /** A role, and a name that tells a second person apart; by default the role's. */
  public record TokenRequest(
      @NotBlank @Schema(examples = "product") String role,
      @Schema(examples = "second-officer") Optional<String> subject) {}

  /** A bearer token of 12 hours. */
  public record TokenAnswer(@Schema(examples = "eyJ0eXAiOiJKV1Qi...") String token) {}

  /** Mints a token. */
  @POST
  @Operation(summary = "A bearer token of a role, for 12 hours")
  public TokenAnswer mint(@NotNull @Valid TokenRequest body) {
    Role role = Role.of(body.role()).orElseThrow(DevTokenResource::unknownRole);
    String subject = body.subject().filter(name -> !name.isBlank()).orElse(role.label());
    return new TokenAnswer(issuer.mint(role, subject));
  }

  private static ServiceException unknownRole() {
    String known = Arrays.stream(Role.values()).map(Role::label).collect(Collectors.joining(", "));
    return new ServiceException(ErrorCode.BODY_SHAPE, "role is one of " + known);
  }
}
