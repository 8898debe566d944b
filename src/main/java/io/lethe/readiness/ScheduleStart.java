package io.lethe.readiness;

import io.lethe.database.LetheConfig;
import io.lethe.gate.Gate;
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
  private final Gate gate;
  private final LetheConfig config;
  private volatile boolean started;

  ScheduleStart(Scheduler scheduler, Gate gate, LetheConfig config) {
    this.scheduler = scheduler;
    this.gate = gate;
    this.config = config;
  }

  void begin(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    if (config.mode().hasDatabases()) {
      started = true;
      follow(gate.status());
    }
  }

  /** Nothing acts on a sealed database. */
  void follow(@Observes Gate.Status now) {
    if (!started) {
      return;
    }
    if (now.open()) {
      scheduler.resume();
    } else {
      scheduler.pause();
    }
  }
}
