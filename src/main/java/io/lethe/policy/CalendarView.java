package io.lethe.policy;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A calendar as it is.
 *
 * @param workingDays number of working days of each year that it knows
 * @param policies whose active version counts by it
 * @param versions the tables that were added to it, the oldest first
 */
@Schema(name = "Calendar")
record CalendarView(
    String name,
    Map<Integer, Integer> workingDays,
    List<String> policies,
    List<CalendarVersion> versions) {

  /** Every calendar, in the order of their names. */
  @Schema(name = "CalendarList")
  record All(List<CalendarView> items) {}
}
