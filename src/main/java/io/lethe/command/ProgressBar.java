package io.lethe.command;

import io.lethe.retention.RetentionPass.Standing;
import io.lethe.retention.RunView;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A bar that is redrawn in place beside the results, and what became of the run at the end. */
final class ProgressBar implements Report {

  private static final int WIDTH = 30;

  private final PrintStream screen;
  private final PrintStream results;
  private int drawn;

  /**
   * Draws a bar.
   *
   * @param screen where it is drawn
   * @param results where the end is told
   */
  ProgressBar(PrintStream screen, PrintStream results) {
    this.screen = screen;
    this.results = results;
  }

  @Override
  public void progress(Standing standing) {
    String bar = draw(standing);
    screen.print("\r" + bar + " ".repeat(Math.max(0, drawn - bar.length())));
    screen.flush();
    drawn = bar.length();
  }

  @Override
  public void end(Standing standing, ExitCode code) {
    progress(standing);
    screen.println();
    screen.flush();
    results.println(summary(standing.run()));
    results.flush();
  }

  /** Bar, share, rows done of all, rate and time left; what is not known yet is left out. */
  static String draw(Standing standing) {
    RunView run = standing.run();
    long done = run.destroyed() + run.depersonalized();
    Long due = standing.due();
    StringBuilder line = new StringBuilder(bar(done, due)).append(' ').append(number(done));
    if (due != null) {
      line.append(" / ").append(number(Math.max(due, done)));
    }
    if (run.rowsPerSecond() != null) {
      line.append("  ").append(number(run.rowsPerSecond())).append("/s");
    }
    if (run.etaSeconds() != null && run.finishedAt() == null) {
      line.append("  ").append(left(run.etaSeconds())).append(" left");
    }
    return line.append("  ").append(run.state()).toString();
  }

  private static String bar(long done, @Nullable Long due) {
    if (due == null) {
      return "[" + " ".repeat(WIDTH) + "]     ";
    }
    long all = Math.max(1, Math.max(due, done));
    int full = (int) (due == 0 ? WIDTH : done * WIDTH / all);
    long share = due == 0 ? 100 : done * 100 / all;
    return String.format(
        Locale.ROOT, "[%s%s] %3d%%", "#".repeat(full), "-".repeat(WIDTH - full), share);
  }

  private static String left(long seconds) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String summary(RunView run) {
    String counts =
        String.format(
            Locale.ROOT,
            "run %s %s: destroyed %,d, depersonalized %,d, held %,d, blocked %,d, failed %,d",
            run.id(),
            run.dryRun() ? run.state() + " (dry run)" : run.state().toString(),
            run.destroyed(),
            run.depersonalized(),
            run.held(),
            run.blocked(),
            run.failed());
    StringBuilder text = new StringBuilder(counts);
    run.acts().forEach(act -> text.append("\nact ").append(act));
    run.braked()
        .forEach(
            braked ->
                text.append("\nstopped ")
                    .append(braked.policy())
                    .append('/')
                    .append(braked.category()));
    if (run.postponed() > 0) {
      text.append("\nleft ").append(number(run.postponed())).append(" for the runs until ");
      text.append(run.postponedUntil());
    }
    if (run.error() != null) {
      text.append("\nerror ").append(run.error());
    }
    return text.toString();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
