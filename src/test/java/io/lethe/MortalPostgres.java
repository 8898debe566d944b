package io.lethe;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A real PostgreSQL of a test's own, which is killed as {@code kill -9} does and started again on
 * what it has left.
 */
public final class MortalPostgres implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Tells that a server which was killed cannot be stopped; held here, as nobody else does. */
  private static final Logger TALK = Logger.getLogger("io.zonky");

  private final Path data;
  private EmbeddedPostgres server;

  private MortalPostgres(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
  }

  /** Starts one on a free port, with its files in a directory that is not there yet. */
  public static MortalPostgres start(Path data) throws IOException {
    TALK.setLevel(Level.OFF);
    return new MortalPostgres(data, builder(data).start());
  }

  private static EmbeddedPostgres.Builder builder(Path data) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("synchronous_commit", "on"); // a commit that was answered is never lost
  }

  /** Its database, directly. */
  public TestPostgres.Database database() {
    return new TestPostgres.Database("postgres", server.getPort());
  }

  /** Kills the server with all its processes; what it had not written is lost. */
  public void kill() throws IOException {
    ProcessHandle postmaster = postmaster();
    List<ProcessHandle> processes = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    processes.forEach(ProcessHandle::destroyForcibly);
    Eventually.get(
        "every process ended",
        PATIENCE,
        () -> processes.stream().anyMatch(ProcessHandle::isAlive) || postmaster.isAlive(),
        alive -> !alive);
  }

  /** Starts it again, on the same port, where {@link #kill} has left it. */
  public void restart() throws IOException {
    int port = server.getPort();
    server.close(); // gives the directory back
    server = builder(data).setPort(port).start();
  }

  /** Kills one of its processes; the server ends all others, and recovers by itself. */
  public void killBackend(long process) {
    ProcessHandle.of(process).orElseThrow().destroyForcibly();
  }

  private ProcessHandle postmaster() throws IOException {
    String first = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(first.strip())).orElseThrow();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
