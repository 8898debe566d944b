package io.lethe.policy;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A term of leases: a rotation waits for it, and so does a destruction. */
public final class LeaseTermConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofHours(1);

  @Override
  public Duration convert(String value) {
    Duration term = new DurationConverter().convert(value);
    if (term.compareTo(LEAST) < 0 || term.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "lethe.leases.term is 10 seconds at least, an hour at most");
    }
    return term;
  }
}
