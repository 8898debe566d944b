package io.lethe.problem;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Lets every log line pass and takes the messages out of what was thrown, whoever logs it. Lethe
 * itself logs {@link Redacted} exceptions, whatever handlers there are.
 *
 * <p><b>Warning</b>: a message that its author put into the line's own text stays.
 */
@LoggingFilter(name = "thrown-messages")
public final class ThrownMessages implements Filter {

  @Override
  public boolean isLoggable(LogRecord line) {
    Throwable thrown = line.getThrown();
    if (thrown != null && !(thrown instanceof Redacted)) {
      line.setThrown(Redacted.of(thrown));
    }
    return true;
  }
}
