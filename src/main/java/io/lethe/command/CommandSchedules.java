package io.lethe.command;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.Trigger;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Set;

/**
 * Keeps from a pass all schedules but those that a run needs: gauges that nobody reads, sweeps and
 * jobs are the service's; and from a migration all of them.
 */
@ApplicationScoped
class CommandSchedules {

  /**
   * Works on runs, says that they are alive, and follows keys and policies; seals and exports what
   * it wrote.
   */
  private static final Set<String> NEEDED =
      Set.of("runner", "heartbeat", "key-refresh", "policies", "sealer", "export");

  private final Scheduler scheduler;
  private final String[] arguments;

  CommandSchedules(Scheduler scheduler, @CommandLineArguments String[] arguments) {
    this.scheduler = scheduler;
    this.arguments = arguments.clone();
  }

  /** Before the schedules begin. */
  void narrow(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER - 1) StartupEvent started) {
    Arguments given = Arguments.parse(arguments);
    Set<String> needed = given instanceof Arguments.Pass ? NEEDED : Set.of();
    if (given instanceof Arguments.Pass || given instanceof Arguments.Migrate) {
      scheduler.getScheduledJobs().stream()
          .map(Trigger::getId)
          .filter(id -> !needed.contains(id))
          .forEach(scheduler::pause);
    }
  }
}
