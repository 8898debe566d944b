package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.policy.CalendarStore.Stored;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.Calendars;
import io.lethe.time.WorkingDayTable;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Working-day calendars, and how the operator adds a year or a country to them. */
@Path("/api/v1/calendars")
@Tag(name = "Calendars")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class CalendarResource {

  private static final String CSV = "text/csv";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
  private static final int LONGEST = 262_144;

  private final CalendarService service;
  private final CalendarStore store;
  private final Calendars calendars;
  private final PolicyCatalog policies;
  private final PolicyLoader loader;
  private final Callers callers;

  CalendarResource(
      CalendarService service,
      CalendarStore store,
      Calendars calendars,
      PolicyCatalog policies,
      PolicyLoader loader,
      Callers callers) {
    this.service = service;
    this.store = store;
    this.calendars = calendars;
    this.policies = policies;
    this.loader = loader;
    this.callers = callers;
  }

  /** Every calendar. */
  @GET
  @Operation(summary = "The calendars, their years, and what was added to them")
  public Uni<CalendarView.All> list() {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return loader
        .refresh()
        .chain(store::all)
        .map(
            added ->
                new CalendarView.All(names(added).map(name -> view(caller, name, added)).toList()));
  }

  private Stream<String> names(List<Stored> added) {
    return Stream.concat(
            calendars.names().stream(), added.stream().map(one -> one.version().name()))
        .distinct()
        .sorted();
  }

  private CalendarView view(Caller caller, String name, List<Stored> added) {
    Map<Integer, Integer> known =
        calendars
            .table(name)
            .<Map<Integer, Integer>>map(table -> table.workingDays())
            .orElse(Map.of());
    return new CalendarView(
        name,
        known,
        policies.names().stream()
            .filter(policy -> caller.coversPolicy(policy) && counts(policy, name))
            .toList(),
        added.stream().map(Stored::version).filter(one -> one.name().equals(name)).toList());
  }

  private boolean counts(String policy, String name) {
    return policies.active(policy).stream()
        .anyMatch(version -> version.document().calendar().equals(name));
  }

  /** The days of a calendar. */
  @GET
  @Path("/{name}/days")
  @Produces(CSV)
  @Operation(summary = "The days of a calendar that differ from its usual week, as it is in force")
  public Uni<String> days(@PathParam("name") String name) {
    callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return loader
        .refresh()
        .map(
            done ->
                calendars
                    .table(name)
                    .map(WorkingDayTable::text)
                    .orElseThrow(
                        () ->
                            new ServiceException(
                                ErrorCode.NOT_FOUND, "there is no such calendar")));
  }

  /** Adds years. */
  @POST
  @Path("/{name}")
  @Consumes({CSV, MediaType.TEXT_PLAIN})
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CalendarVersion.class)))
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(
      summary = "Adds years to a calendar, or a calendar; a year that is known needs an approval")
  public Uni<CalendarVersion> add(
      @PathParam("name") @Pattern(regexp = NAME) String name,
      @NotBlank @Size(max = LONGEST) String body) {
    return service.add(callers.current().as(Role.PRIVACY_OFFICER), name, body);
  }

  /** Approves a table that changes a year. */
  @POST
  @Path("/{name}/versions/{version}/approve")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Puts a table in force that changes a known year; not by who added it")
  public Uni<CalendarVersion> approve(
      @PathParam("name") String name, @PathParam("version") int version) {
    return service.approve(callers.current().as(Role.PRIVACY_OFFICER), name, version);
  }
}
