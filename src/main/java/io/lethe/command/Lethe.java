package io.lethe.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts the service, or, with arguments, makes one pass, or migrates, and exits.
 *
 * <p><b>Errors</b>: exits as {@link ExitCode} says; a signal as the system does (143 for SIGTERM).
 */
@QuarkusMain
public final class Lethe {

  private Lethe() {}

  /** Runs until it is told to end, or until the pass is over. */
  public static void main(String... arguments) {
    if (arguments.length == 0) {
      Quarkus.run(arguments);
      return;
    }
    Arguments parsed = Arguments.parse(arguments);
    if (parsed instanceof Verification verification) {
      System.exit(verification.run(System.out, System.err).number());
    } else if (parsed instanceof Arguments.Pass pass) {
      settings(onTerminal(pass));
      Quarkus.run(Command.class, Lethe::exit, arguments);
    } else if (parsed instanceof Arguments.Migrate) {
      settings(false);
      migrating();
      Quarkus.run(Command.class, Lethe::exit, arguments);
    } else if (parsed instanceof Arguments.Wrong wrong) {
      System.err.println("lethe: " + wrong.why());
      System.err.print(Arguments.USAGE);
      System.exit(ExitCode.USAGE.number());
    } else {
      show(parsed, System.out);
    }
  }

  private static void show(Arguments parsed, PrintStream out) {
    out.println(parsed instanceof Arguments.Version ? version() : Arguments.USAGE.strip());
  }

  /** From a file: a native executable has no manifest. */
  static String version() {
    try (InputStream file = Lethe.class.getResourceAsStream("/lethe-version.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether somebody watches. Some JDKs have a console of their own that also answers pipes. */
  static boolean onTerminal(Arguments.Pass pass) {
    System.setProperty("jdk.console", "java.base");
    return !pass.json() && System.console() != null;
  }

  /** They must stand before the start: no port, no runs of a schedule, results alone on stdout. */
  private static void settings(boolean terminal) {
    System.setProperty("quarkus.http.host-enabled", "false");
    System.setProperty("lethe.scheduler.enabled", "false");
    System.setProperty("quarkus.log.console.stderr", "true");
    if (terminal) {
      System.setProperty("quarkus.log.console.level", "WARN");
    }
  }

  /** Whatever keeps servers from migrating; what is compared before would be found to lack it. */
  private static void migrating() {
    for (String flyway : List.of("quarkus.flyway.", "quarkus.flyway.keys.")) {
      System.setProperty(flyway + "migrate-at-start", "true");
      System.setProperty(flyway + "validate-at-start", "false");
    }
  }

  private static void exit(int code, @Nullable Throwable failure) {
    if (failure == null) {
      System.exit(code);
    }
    System.err.println("lethe: " + StartFailure.of(failure));
    System.exit(ExitCode.UNAVAILABLE.number());
  }
}
