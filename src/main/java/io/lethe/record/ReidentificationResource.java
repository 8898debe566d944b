package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Originals of encrypted fields, format-preserving ones among them, for a purpose and a reason. */
@Path("/api/v1/reidentifications")
@Tag(name = "Re-identification")
@RolesAllowed(Role.Name.REIDENTIFIER)
public class ReidentificationResource {

  private final ReidentificationService reidentifications;
  private final Callers callers;

  ReidentificationResource(ReidentificationService reidentifications, Callers callers) {
    this.reidentifications = reidentifications;
    this.callers = callers;
  }

  /** Opens fields of records; the ledger knows of it before the answer leaves. */
  @POST
  @Operation(
      summary = "Opens encrypted fields of records; purpose and reason go to the ledger first")
  public Uni<Opened> open(@Valid @NotNull Request body) {
    return reidentifications.open(callers.current().as(Role.REIDENTIFIER), body).map(Opened::new);
  }

  /**
   * What is to be opened, and why.
   *
   * @param purpose one of the category's purposes in the policy
   * @param reason why, such as a case number; written to the ledger, so it must not name a person
   * @param caseNumber of the case in whose course it is done; written to the ledger
   * @param records at most 100 ids
   * @param fields names of encrypted or format-preserving fields
   */
  @Schema(name = "Reidentification")
  record Request(
      @NotBlank @Schema(examples = "sens") String policy,
      @NotBlank @Schema(examples = "mandatory") String category,
      @NotBlank @Schema(examples = "account") String purpose,
      @NotBlank
          @Size(max = 500)
          @Schema(
              examples = "case 2026-118",
              description =
                  "Written to the ledger, which outlives the data: it must not name a person")
          String reason,
      @Nullable @Size(max = 100) @Schema(examples = "2026-118") String caseNumber,
      @NotEmpty @Size(max = 100) List<@NotNull UUID> records,
      @NotEmpty @Size(max = 100) List<@NotBlank String> fields) {}

  /** The records, in the order of the request. */
  @Schema(name = "Originals")
  record Opened(List<Item> items) {}

  /** One record's originals. */
  @Schema(name = "Original")
  record Item(UUID id, @Schema(implementation = Object.class) JsonNode fields) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Item[id=" + id + "]";
    }
  }
}
