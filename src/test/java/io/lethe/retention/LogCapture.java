package io.lethe.retention;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Every line that is logged, with what was thrown; of Lethe's own whatever its level. */
final class LogCapture extends Handler implements AutoCloseable {

  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("io.lethe");

  private final Formatter format = new PatternFormatter("%p %c %s %e%n");
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final Level before = OURS.getLevel();

  static LogCapture start() {
    LogCapture capture = new LogCapture();
    OURS.setLevel(Level.ALL);
    ROOT.addHandler(capture);
    OURS.info("captured");
    return capture;
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(format.format(record));
  }

  String text() {
    return String.join("", lines);
  }

  @Override
  public void flush() {
    // Nothing waits.
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
    OURS.setLevel(before);
  }
}
