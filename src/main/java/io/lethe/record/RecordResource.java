package io.lethe.record;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.intake.Intake;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Records: received in bulk, read in their protected view. */
@Path("/api/v1/records")
@Tag(name = "Records")
@RolesAllowed(Role.Name.PRODUCT)
public class RecordResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final ReceiveService receiving;
  private final RecordService records;
  private final RectifyService rectifying;
  private final Intake intake;
  private final RecordMetrics metrics;
  private final Callers callers;

  RecordResource(
      ReceiveService receiving,
      RecordService records,
      RectifyService rectifying,
      Intake intake,
      RecordMetrics metrics,
      Callers callers) {
    this.receiving = receiving;
    this.records = records;
    this.rectifying = rectifying;
    this.intake = intake;
    this.metrics = metrics;
    this.callers = callers;
  }

  /** Receives one record, an array or an NDJSON stream; each is answered. */
  @POST
  @Operation(summary = "Receives records: one, an array, or an NDJSON stream")
  public Uni<Response> receive(@Context HttpServerRequest request) {
    Caller caller = callers.current().as(Role.PRODUCT);
    return intake
        .telling(metrics::refused)
        .answer(request, items -> receiving.receive(caller, items));
  }

  /** A record in its protected view. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Role.Name.PRODUCT, Role.Name.PRIVACY_OFFICER})
  @Operation(summary = "A record in its protected view; 410 when it is gone")
  public Uni<RecordView> view(@PathParam("id") UUID id) {
    return records.view(reader(), id);
  }

  /** Rectifies a record. */
  @PATCH
  @Path("/{id}")
  @Operation(summary = "Rectifies fields of a record; null takes a field away")
  public Uni<RecordView> rectify(@PathParam("id") UUID id, @NotNull @Valid RectifyInput body) {
    return rectifying.rectify(callers.current().as(Role.PRODUCT), id, body.change());
  }

  /** Everything behind a record's due date. */
  @GET
  @Path("/{id}/explanation")
  @RolesAllowed({Role.Name.PRODUCT, Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
  @Operation(summary = "Every rule, clock, hold, block and zone behind the due date")
  public Uni<Explanation> explanation(@PathParam("id") UUID id) {
    return records.explain(
        callers.current().as(Role.PRODUCT, Role.PRIVACY_OFFICER, Role.AUDITOR), id);
  }

  /** Records of a category, of a subject, or of a subject's category. */
  @GET
  @RolesAllowed({Role.Name.PRODUCT, Role.Name.PRIVACY_OFFICER})
  @Operation(summary = "Records of a category, or of one subject, in the order of their ids")
  public Uni<Page> list(
      @QueryParam("policy") @NotBlank String policy,
      @Parameter(description = "May be left out where subjectKey is given: all that are granted")
          @QueryParam("category")
          @Nullable String category,
      @QueryParam("subjectKey") @Nullable UUID subjectKey,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    return records
        .list(
            reader(),
            policy,
            Optional.ofNullable(category).filter(name -> !name.isBlank()),
            Optional.ofNullable(subjectKey),
            after == null ? FIRST : after,
            count)
        .map(items -> new Page(items, items.size() < count ? null : items.get(count - 1).id()));
  }

  private Caller reader() {
    return callers.current().as(Role.PRODUCT, Role.PRIVACY_OFFICER);
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "RecordPage")
  record Page(List<RecordView> items, @Nullable UUID next) {}
}
