package io.lethe.retention;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads hours of a setting, or refuses the start. */
public final class HoursConverter implements Converter<Hours> {

  private static final long serialVersionUID = 1L;

  @Override
  public Hours convert(String value) {
    return Hours.parse(value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "hours are two different times of day, as 22:00-06:00"));
  }
}
