package io.lethe.act;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * A term of acts, which the law does not let be shorter than three years: 1096 days, as three years
 * may have.
 */
public final class ActTermConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;
  private static final Duration LEAST = Duration.ofDays(1096);

  @Override
  public Duration convert(String value) {
    Duration term = new DurationConverter().convert(value);
    if (term.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "lethe.acts.kept is three years at least, 1096d (order 179, point 7)");
    }
    return term;
  }
}
