package io.lethe.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.intake.Intake;
import io.lethe.problem.ErrorCode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pseudonyms of values that a product has, and newer ones of pseudonyms that it keeps. */
@Path("/api/v1/pseudonyms")
@Tag(name = "Pseudonyms")
@RolesAllowed(Role.Name.PRODUCT)
public class PseudonymResource {

  private final PseudonymService pseudonyms;
  private final Intake intake;
  private final Callers callers;

  PseudonymResource(PseudonymService pseudonyms, Intake intake, Callers callers) {
    this.pseudonyms = pseudonyms;
    this.intake = intake;
    this.callers = callers;
  }

  /** The tokens of values under every live version; which of them a row has depends on its age. */
  @POST
  @Path("/compute")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Pseudonyms of up to 10,000 values, one for each live version of the key")
  public Uni<Computed> compute(@Valid @NotNull Values body) {
    return pseudonyms.compute(caller(), body).map(Computed::new);
  }

  /** Lifts tokens to the version that writes, without the values they stand for. */
  @POST
  @Path("/upgrade")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Newer pseudonyms of up to 10,000 old ones",
      description =
          "More of them as application/x-ndjson: a line {policy, category, field, token,"
              + " reference?} each, answered by a line with the newer token.")
  public Uni<Upgraded> upgrade(@Valid @NotNull Tokens body) {
    return pseudonyms.upgrade(caller(), body).map(Upgraded::new);
  }

  /** The same as a stream. */
  @POST
  @Path("/upgrade")
  @Consumes(Intake.NDJSON)
  @Operation(hidden = true)
  public Uni<Response> upgradeStream(@Context HttpServerRequest request) {
    Caller caller = caller();
    return intake.answer(request, items -> pseudonyms.upgrade(caller, items));
  }

  private Caller caller() {
    return callers.current().as(Role.PRODUCT);
  }

  /** Values of a field, as they would be sent in a record. */
  @Schema(name = "PseudonymValues")
  record Values(
      @NotBlank @Schema(examples = "sens") String policy,
      @NotBlank @Schema(examples = "mandatory") String category,
      @NotBlank @Schema(examples = "device_id") String field,
      @NotNull @Schema(implementation = Object[].class) List<@Nullable JsonNode> values) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Values[]";
    }
  }

  /** Pseudonyms of a field. */
  @Schema(name = "PseudonymTokens")
  record Tokens(
      @NotBlank @Schema(examples = "sens") String policy,
      @NotBlank @Schema(examples = "mandatory") String category,
      @NotBlank @Schema(examples = "device_id") String field,
      @NotNull List<@Nullable String> tokens) {

    /** Names no token. */
    @Override
    public String toString() {
      return "Tokens[]";
    }
  }

  /** Answers in the order of the values. */
  @Schema(name = "PseudonymsOfValues")
  record Computed(List<ValueTokens> items) {}

  /** Answers in the order of the tokens. */
  @Schema(name = "UpgradedPseudonyms")
  record Upgraded(List<NewerToken> items) {}

  /** A value's tokens by ascending version, or why it has none. */
  @Schema(name = "PseudonymsOfValue")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ValueTokens(@Nullable List<String> tokens, @Nullable Fault problem) {

    /** Names no token. */
    @Override
    public String toString() {
      return "ValueTokens[]";
    }
  }

  /** The token of the version that writes, or why there is none. */
  @Schema(name = "UpgradedPseudonym")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NewerToken(@Nullable String token, @Nullable Fault problem) {

    /** Names no token. */
    @Override
    public String toString() {
      return "NewerToken[]";
    }
  }

  /** What is wrong with one of the items. */
  @Schema(name = "PseudonymProblem")
  record Fault(String code, String title, int status) {

    static Fault of(ErrorCode code) {
      return new Fault(code.name(), code.title(), code.status());
    }
  }
}
