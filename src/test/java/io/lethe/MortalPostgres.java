package io.lethe;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL of a test's own, which is killed as {@code kill -9} does and started again on
 * what it has left.
 */
public final class MortalPostgres implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What a backup is without: of a process, of a moment. */
  private static final Set<String> SKIPPED =
      Set.of("pg_wal", "pg_stat_tmp", "pg_replslot", "postmaster.pid", "postmaster.opts");

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
        .setPGStartupWait(PATIENCE) // it recovers first
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

  /**
   * Makes a base backup while it is in use, as {@code pg_basebackup} does: the files as they are
   * found, and the log that makes them whole.
   */
  public void backUp(Path to) throws IOException {
    try (Sql sql = Sql.open(database())) {
      sql.execute("SELECT pg_backup_start('drill', true)");
      copy(data, to, file -> !SKIPPED.contains(file.getName(0).toString()));
      Files.writeString(
          to.resolve("backup_label"),
          sql.column("SELECT labelfile FROM pg_backup_stop(true)").get(0));
    }
    copy(data.resolve("pg_wal"), to.resolve("pg_wal"), file -> true);
    for (String name : SKIPPED) {
      if (!name.endsWith(".pid") && !name.endsWith(".opts")) {
        Files.createDirectories(to.resolve(name));
      }
    }
  }

  private static void copy(Path from, Path to, Predicate<Path> some) throws IOException {
    Files.walkFileTree(from, new Copying(from, to, some));
  }

  /** What goes away meanwhile, in the middle of its directory too, is in the log. */
  private static final class Copying extends SimpleFileVisitor<Path> {

    private final Path from;
    private final Path to;
    private final Predicate<Path> some;

    private Copying(Path from, Path to, Predicate<Path> some) {
      this.from = from;
      this.to = to;
      this.some = some;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes any)
        throws IOException {
      return taken(directory) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes any) throws IOException {
      taken(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    private boolean taken(Path file) throws IOException {
      Path name = from.relativize(file);
      boolean taken = name.toString().isEmpty() || some.test(name);
      if (taken) {
        copy(file, to.resolve(name));
      }
      return taken;
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        Files.createDirectories(to);
      } else {
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (NoSuchFileException e) {
      if (Files.exists(file)) {
        throw e;
      }
    }
  }

  /**
   * Ends the server, and starts it on a backup.
   *
   * @param timeline whether it goes on as a recovery from an archive does: on a timeline of its own
   */
  public void restore(Path backup, boolean timeline) throws IOException {
    int port = server.getPort();
    kill();
    server.close();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    copy(backup, data, file -> true);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    if (timeline) {
      Files.createFile(data.resolve("recovery.signal"));
      Files.writeString(
          data.resolve("postgresql.auto.conf"),
          "restore_command = 'false'\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
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
