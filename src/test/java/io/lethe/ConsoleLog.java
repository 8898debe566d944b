package io.lethe;

import java.io.StringWriter;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** What the service's console handler writes, filter and format included, while this is open. */
public final class ConsoleLog implements AutoCloseable {

  private final StringWriter written = new StringWriter();
  private final ConsoleHandler console;

  private ConsoleLog(ConsoleHandler console) {
    this.console = console;
  }

  /** Takes the console's words from now on. */
  public static ConsoleLog take() {
    ConsoleHandler console =
        Arrays.stream(LogContext.getLogContext().getLogger("").getHandlers())
            .flatMap(ConsoleLog::nested)
            .filter(ConsoleHandler.class::isInstance)
            .map(ConsoleHandler.class::cast)
            .findFirst()
            .orElseThrow();
    ConsoleLog log = new ConsoleLog(console);
    console.setWriter(log.written);
    return log;
  }

  private static Stream<Handler> nested(Handler handler) {
    return handler instanceof ExtHandler outer
        ? Stream.concat(
            Stream.of(handler), Arrays.stream(outer.getHandlers()).flatMap(ConsoleLog::nested))
        : Stream.of(handler);
  }

  /** Everything written so far. */
  public String text() {
    console.flush();
    return written.toString();
  }

  @Override
  public void close() {
    console.setTarget(ConsoleHandler.Target.SYSTEM_OUT);
  }
}
