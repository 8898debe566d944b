package io.lethe.command;

import io.lethe.retention.RunInput;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
sealed interface Arguments
    permits Arguments.Help,
        Arguments.Version,
        Arguments.Wrong,
        Arguments.Pass,
        Arguments.Migrate,
        Verification {

  String USAGE =
      """
      Usage: java -jar quarkus-run.jar retention run [options]
             java -jar quarkus-run.jar migrate
             java -jar quarkus-run.jar verify [options]

      Asks for one retention run, works on it, waits for its end, and exits. Without
      arguments the service starts.

        --policy POLICY      only this policy
        --category CATEGORY  only this category; needs --policy
        --dry-run            count, and touch nothing
        --at-once            a huge backlog at once instead of in parts
        --as-of INSTANT      the cut-off, as 2026-11-30T21:00:00Z; later than now with --dry-run only
        --json               JSON lines also on a terminal
        --timeout DURATION   wait no longer, as 90s, 30m, 2h or PT1H30M
        --help, --version

      Migrates the databases, makes the checks of a start, and exits: migrate has no options.

      Verifies an act, or all entries of the ledger, from files: no settings, no database.

        --act FILE           an act, as GET /acts/{id} answers it
        --proof FILE         its proof, as GET /acts/{id}/proof answers it
        --entries FILE       or entries, a line of JSON each, as GET /ledger/entries has them
        --checkpoint FILE    a checkpoint of these entries, or one that you have kept; again for more
        --consistency FILE   a consistency proof, from the smaller of the two to the larger
        --key KEY            the ledger's verifier key, as you have written it down

      Exit codes: 1 a fault was found, 0 completed, 2 usage, 3 settings, database or keys, 4 failed, 5 completed
      but some records failed, 6 awaits approval, 7 paused or cancelled, 8 timeout.
      """;

  /** Show how it is used. */
  record Help() implements Arguments {}

  /** Show which version it is. */
  record Version() implements Arguments {}

  /**
   * They are not understood.
   *
   * @param why one line
   */
  record Wrong(String why) implements Arguments {}

  /**
   * Make a pass.
   *
   * @param json whether JSON lines are written also on a terminal
   * @param timeout how long it waits; without one as long as it takes
   */
  record Pass(RunInput input, boolean json, Optional<Duration> timeout) implements Arguments {}

  /** Migrate, and nothing else. */
  record Migrate() implements Arguments {}

  /** Reads them; the last of an option that is given twice counts. */
  static Arguments parse(String... arguments) {
    List<String> given = List.of(arguments);
    if (given.contains("--help") || given.contains("-h")) {
      return new Help();
    }
    if (given.equals(List.of("--version"))) {
      return new Version();
    }
    if (given.equals(List.of("migrate"))) {
      return new Migrate();
    }
    try {
      if (!given.isEmpty() && given.get(0).equals("verify")) {
        return Verification.parse(new ArrayDeque<>(given.subList(1, given.size())));
      }
      if (given.size() < 2 || !given.subList(0, 2).equals(List.of("retention", "run"))) {
        return new Wrong("the commands are: retention run, migrate, verify");
      }
      return pass(new ArrayDeque<>(given.subList(2, given.size())));
    } catch (IllegalArgumentException e) {
      return new Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Arguments pass(Deque<String> left) {
    String policy = null;
    String category = null;
    Instant asOf = null;
    Duration timeout = null;
    boolean dryRun = false;
    boolean json = false;
    Boolean spread = null;
    while (!left.isEmpty()) {
      String option = left.removeFirst();
      switch (option) {
        case "--policy" -> policy = value(option, left);
        case "--category" -> category = value(option, left);
        case "--as-of" -> asOf = instant(option, value(option, left));
        case "--timeout" -> timeout = duration(option, value(option, left));
        case "--dry-run" -> dryRun = true;
        case "--at-once" -> spread = false;
        case "--json" -> json = true;
        default -> throw new IllegalArgumentException("unknown option: " + option);
      }
    }
    if (category != null && policy == null) {
      throw new IllegalArgumentException("--category needs --policy");
    }
    return new Pass(
        new RunInput(policy, category, dryRun, asOf, spread), json, Optional.ofNullable(timeout));
  }

  static String value(String option, Deque<String> left) {
    @Nullable String value = left.pollFirst();
    if (value == null || value.isBlank() || value.startsWith("--")) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }

  private static Instant instant(String option, String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(option + " needs an instant, as 2026-11-30T21:00:00Z", e);
    }
  }

  private static Duration duration(String option, String value) {
    String iso = value.toUpperCase(Locale.ROOT);
    try {
      Duration duration = Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
      if (duration.compareTo(Duration.ZERO) > 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(option + " needs a duration, as 90s, 30m or 2h", e);
    }
    throw new IllegalArgumentException(option + " needs a duration above zero");
  }
}
