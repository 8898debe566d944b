package io.lethe.demo;

import io.lethe.command.Lethe;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;

/**
 * Starts Lethe with a PostgreSQL of its own, or with the one that {@code LETHE_DATABASE_URL} names.
 *
 * <p><b>Warning</b>: its own database is gone when it ends.
 */
@QuarkusMain(name = "local")
public class LocalLethe {

  /** Runs until it is told to end; with arguments, makes one pass as {@link Lethe} does. */
  public static void main(String... args) throws IOException {
    MavenParent.whenEnding(Quarkus::asyncExit);
    if (System.getenv("LETHE_DATABASE_URL") != null) {
      Lethe.main(args);
      return;
    }
    try (LocalPostgres postgres = LocalPostgres.start()) {
      postgres.settings().forEach(System::setProperty);
      Lethe.main(args);
    }
  }
}
