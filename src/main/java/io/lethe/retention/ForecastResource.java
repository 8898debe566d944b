package io.lethe.retention;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What falls due when. */
@Path("/api/v1/retention/forecast")
@Tag(name = "Retention")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class ForecastResource {

  private static final int MOST_WEEKS = 104;

  private final Forecast forecast;
  private final Callers callers;

  ForecastResource(Forecast forecast, Callers callers) {
    this.forecast = forecast;
    this.callers = callers;
  }

  /** The forecast. */
  @GET
  @Operation(summary = "What falls due when, its deadline, and when runs will have acted on it")
  public Uni<Periods> forecast(
      @Parameter(description = "One policy instead of all") @QueryParam("policy")
          @Nullable String policy,
      @Parameter(description = "How many weeks ahead, from 1 to 104")
          @QueryParam("weeks")
          @DefaultValue("12")
          int weeks) {
    if (weeks < 1 || weeks > MOST_WEEKS) {
      throw new ServiceException(ErrorCode.PARAMETER_INVALID, "weeks is from 1 to " + MOST_WEEKS);
    }
    return forecast
        .of(callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR), policy, weeks)
        .map(Periods::new);
  }

  /** By policy, category and week; weeks in which nothing falls due are left out. */
  @Schema(name = "Forecast")
  record Periods(List<Forecast.Period> items) {}
}
