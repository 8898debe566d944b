package io.lethe.retention;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When runs are asked for, worked on, and counted. */
@ApplicationScoped
class RetentionScheduler {

  private final RunService runs;
  private final Runner runner;
  private final Backlog backlog;
  private final Forecast forecast;
  private final SchedulerConfig config;

  RetentionScheduler(
      RunService runs, Runner runner, Backlog backlog, Forecast forecast, SchedulerConfig config) {
    this.runs = runs;
    this.runner = runner;
    this.backlog = backlog;
    this.forecast = forecast;
    this.config = config;
  }

  @Scheduled(
      identity = "retention",
      every = "{lethe.retention.every}",
      delayed = "{lethe.retention.poll-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> ask() {
    return config.enabled() ? runs.schedule().replaceWithVoid() : Uni.createFrom().voidItem();
  }

  @Scheduled(
      identity = "runner",
      every = "{lethe.retention.poll-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> work() {
    return runner.work();
  }

  @Scheduled(
      identity = "heartbeat",
      every = "{lethe.retention.heartbeat-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> heartbeat() {
    return runner.heartbeat();
  }

  @Scheduled(
      identity = "backlog",
      every = "{lethe.retention.backlog-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> backlog() {
    return backlog.measure();
  }

  @Scheduled(
      identity = "forecast",
      every = "{lethe.retention.forecast-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> forecast() {
    return forecast.measure();
  }
}
