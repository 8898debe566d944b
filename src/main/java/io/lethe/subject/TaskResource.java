package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.subject.Task.Kind;
import io.lethe.subject.TaskRecords.Affected;
import io.lethe.subject.TaskStore.Filter;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tasks: officers see all of them, products those that say that access may end. */
@Path("/api/v1/tasks")
@Tag(name = "Tasks")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.PRODUCT})
public class TaskResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final TaskStore store;
  private final TaskRecords journal;
  private final PolicyCatalog policies;
  private final TaskDesk desk;
  private final Callers callers;
  private final Clock clock;

  TaskResource(
      TaskStore store,
      TaskRecords journal,
      PolicyCatalog policies,
      TaskDesk desk,
      Callers callers,
      Clock clock) {
    this.store = store;
    this.journal = journal;
    this.policies = policies;
    this.desk = desk;
    this.callers = callers;
    this.clock = clock;
  }

  /** Tasks in the order in which they were made. */
  @GET
  @RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.PRODUCT, Role.Name.AUDITOR})
  @Operation(summary = "What has to be done outside: third parties, processors, publications")
  public Uni<Page> list(
      @QueryParam("policy") @Nullable String policy,
      @QueryParam("kind") @Nullable Kind kind,
      @QueryParam("open") @DefaultValue("false") boolean open,
      @QueryParam("overdue") @DefaultValue("false") boolean overdue,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.PRODUCT, Role.AUDITOR);
    int count = Math.max(1, Math.min(limit, MOST));
    Filter filter = new Filter(policy, kind, open, overdue ? today(policy) : null);
    return store
        .page(filter, after == null ? FIRST : after, count)
        .map(
            found ->
                new Page(
                    found.stream().filter(task -> TaskDesk.sees(caller, task)).toList(),
                    found.size() < count ? null : found.get(count - 1).id()));
  }

  /** The day in the policy's zone; over all policies the day that has begun everywhere. */
  private LocalDate today(@Nullable String policy) {
    ZoneId zone =
        Optional.ofNullable(policy)
            .flatMap(policies::active)
            .map(PolicyVersion::document)
            .map(document -> document.zone())
            .orElse(ZoneOffset.ofHours(-12));
    return LocalDate.ofInstant(clock.instant(), zone);
  }

  /** The records that a task of a run is about. */
  @GET
  @Path("/{id}/records")
  @Operation(summary = "The records that a task of a run is about; of a notice those told of")
  public Uni<Records> records(
      @PathParam("id") UUID id,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("500") int limit) {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.PRODUCT);
    int count = Math.max(1, Math.min(limit, MOST));
    return desk.require(caller, id)
        .chain(
            task ->
                task.runId() == null
                    ? Uni.createFrom().item(List.<Affected>of())
                    : journal.affected(task, after == null ? FIRST : after, count))
        .map(
            items ->
                new Records(items, items.size() < count ? null : items.get(count - 1).record()));
  }

  /** Says that a task was done. */
  @POST
  @Path("/{id}/done")
  @Operation(summary = "Says that a task was done, with a reference to its proof")
  public Uni<Task> done(@PathParam("id") UUID id, @Valid @NotNull Proof body) {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.PRODUCT);
    return desk.done(caller, id, body.proof());
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "TaskPage")
  record Page(List<Task> items, @Nullable UUID next) {}

  /** Records, by the ids that the product knows; {@code next} is the one to continue after. */
  @Schema(name = "TaskRecordsPage")
  record Records(List<Affected> items, @Nullable UUID next) {}

  /**
   * That it was done.
   *
   * @param proof a reference to the proof, which names nobody
   */
  @Schema(name = "TaskProof")
  record Proof(
      @Nullable
          @Pattern(regexp = "[\\p{L}\\d][\\p{L}\\d .,:;()§/_-]{0,99}")
          @Schema(examples = "letter 2026-17")
          String proof) {}
}
