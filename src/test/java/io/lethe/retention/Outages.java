package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Eventually;
import io.lethe.MortalPostgres;
import io.lethe.Passage;
import io.lethe.Sql;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Kills a service's PostgreSQL where a run waits, and puts what it is to wait for next in its way
 * before the service can reach the database again.
 */
final class Outages {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final MortalPostgres server;
  private final Passage passage;
  private Sql obstacle;

  Outages(MortalPostgres server, Passage passage) {
    this.server = server;
    this.passage = passage;
    see(
        sql -> {
          Obstacles.makeGates(sql);
          return 0;
        });
  }

  /** What the database says, past the passage. */
  <T> T see(Function<Sql, T> look) {
    try (Sql sql = Sql.open(server.database())) {
      return look.apply(sql);
    }
  }

  /** Records that are journalled. */
  long erased() {
    return see(sql -> sql.number("SELECT count(*) FROM erasure"));
  }

  /** Makes the run wait for this. */
  void next(String statement) {
    obstacle = Sql.open(server.database()).begin();
    obstacle.execute(statement);
  }

  /** Kills the server when the run waits for the obstacle, and makes it wait for this next. */
  void kill(Consumer<Sql> reached, String next) throws IOException {
    reached.accept(obstacle);
    crash(Obstacles.NOTHING, next);
  }

  /** The same, and the server has lost something when it is there again. */
  void lose(Consumer<Sql> reached, String lost, String next) throws IOException {
    reached.accept(obstacle);
    crash(lost, next);
  }

  /**
   * Lets what waits for the obstacle commit, kills the server before its service hears of it, and
   * makes the run wait for this next.
   */
  void loseTheAnswer(String next) throws IOException {
    Obstacles.awaitBatch(obstacle);
    List<Integer> ports = Obstacles.ports(obstacle);
    assertThat(ports).isNotEmpty();
    ports.forEach(passage::keepAnswers);
    long before = erased();
    obstacle.close();
    Eventually.get("something committed", PATIENCE, this::erased, erased -> erased > before);
    crash(Obstacles.NOTHING, next);
  }

  /** Kills a process of the server that waits for the obstacle; nothing comes after it. */
  void killBackend() {
    Obstacles.awaitBatch(obstacle);
    server.killBackend(Obstacles.processes(obstacle).get(0));
  }

  private void crash(String lost, String next) throws IOException {
    server.kill();
    passage.shut();
    server.restart();
    see(sql -> sql.execute(lost));
    next(next);
    passage.open();
  }
}
