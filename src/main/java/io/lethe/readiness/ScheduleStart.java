package io.lethe.readiness;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * Lets the schedules begin when everything else has started.
 *
 * <p>They would begin before the database's stamp is checked and before policies and keys are
 * there: a run that a killed replica left would then be taken up without a single category to act
 * on.
 */
@ApplicationScoped
class ScheduleStart {

  private final Scheduler scheduler;

  ScheduleStart(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void begin(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent started) {
    scheduler.resume();
  }
}
