package io.lethe.retention;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.intake.Intake;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.retention.DepersonalizationStore.Reading;
import io.lethe.retention.DepersonalizedStore.Item;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What depersonalization left, for research. */
@Path("/api/v1/depersonalized")
@Tag(name = "Depersonalized data")
@RolesAllowed(Role.Name.RESEARCHER)
public class DepersonalizedResource {

  private static final String RECIPIENT =
      "The third party that gets the rows, as the policy names it; nothing where groups are small";
  private static final String PURPOSE = "What for: a purpose of the policy; it is registered";
  private static final int USUAL = 500;
  private static final int MOST = 5_000;

  private final DepersonalizedReads reads;
  private final Callers callers;

  DepersonalizedResource(DepersonalizedReads reads, Callers callers) {
    this.reads = reads;
    this.callers = callers;
  }

  /** Rows of a category in the order of their random ids. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What depersonalization left of a category")
  public Uni<Page> list(
      @QueryParam("policy") @NotBlank String policy,
      @QueryParam("category") @NotBlank String category,
      @QueryParam("after") @Nullable UUID after,
      @Parameter(description = "Of a page 500 by default, and at most 5000; of a stream none")
          @QueryParam("limit")
          @Nullable Integer limit,
      @Parameter(description = RECIPIENT) @QueryParam("recipient") @Nullable String recipient,
      @Parameter(description = PURPOSE) @QueryParam("purpose") @Nullable String purpose) {
    int count = limit == null ? USUAL : Math.max(1, Math.min(limit, MOST));
    Caller caller = covering(policy, category);
    return reads
        .page(new Reading(policy, category, caller.id(), purpose, recipient, after, count), count)
        .map(
            items ->
                new Page(
                    items.stream().map(Row::of).toList(),
                    items.size() < count ? null : items.get(count - 1).id()));
  }

  /** The same rows as a stream, all of them unless a limit is set. */
  @GET
  @Produces(Intake.NDJSON)
  @Operation(summary = "What depersonalization left of a category")
  @APIResponseSchema(String.class)
  public Multi<Row> stream(
      @QueryParam("policy") @NotBlank String policy,
      @QueryParam("category") @NotBlank String category,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @Nullable Integer limit,
      @Parameter(description = RECIPIENT) @QueryParam("recipient") @Nullable String recipient,
      @Parameter(description = PURPOSE) @QueryParam("purpose") @Nullable String purpose) {
    Integer most = limit == null ? null : Integer.valueOf(Math.max(1, limit));
    Caller caller = covering(policy, category);
    return reads.stream(new Reading(policy, category, caller.id(), purpose, recipient, after, most))
        .map(Row::of);
  }

  /** Research within the operator needs a grant; whoever else gets the data passes the gate. */
  private Caller covering(String policy, String category) {
    Caller caller = callers.current().as(Role.RESEARCHER);
    if (!caller.covers(policy, category)) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this category");
    }
    return caller;
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "DepersonalizedPage")
  record Page(List<Row> items, @Nullable UUID next) {}

  /** A row; {@code fields} is a JSON object. */
  @RegisterForReflection
  @Schema(name = "DepersonalizedRow")
  record Row(
      UUID id,
      @JsonRawValue @Schema(implementation = Object.class) String fields,
      @Nullable LocalDate destroyAfter) {

    static Row of(Item item) {
      return new Row(item.id(), item.fields(), item.destroyAfter());
    }
  }
}
