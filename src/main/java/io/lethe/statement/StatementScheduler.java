package io.lethe.statement;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks for months that lack a statement. */
@ApplicationScoped
class StatementScheduler {

  private final StatementService statements;

  StatementScheduler(StatementService statements) {
    this.statements = statements;
  }

  @Scheduled(
      identity = "statements",
      every = "{lethe.statements.every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return statements.once();
  }
}
