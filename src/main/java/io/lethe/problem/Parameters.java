package io.lethe.problem;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of addresses: a malformed part of the path is no such thing, a malformed
 * query parameter is named, and neither is repeated.
 */
@Provider
public final class Parameters implements ParamConverterProvider {

  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final Map<Class<?>, Reading> READINGS =
      Map.of(
          UUID.class, new Reading(Parameters::uuid, "a UUID is expected"),
          Instant.class,
              new Reading(Parameters::instant, "an instant of ISO 8601 in UTC is expected"),
          int.class, new Reading(Integer::valueOf, "an integer is expected"),
          Integer.class, new Reading(Integer::valueOf, "an integer is expected"),
          long.class, new Reading(Long::valueOf, "an integer is expected"),
          String.class, new Reading(Parameters::text, "U+0000 is not allowed"));

  @Override
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> type, Type genericType, Annotation[] annotations) {
    Reading reading = READINGS.get(type);
    if (reading == null) {
      return null;
    }
    Optional<String> query =
        Arrays.stream(annotations)
            .filter(QueryParam.class::isInstance)
            .map(annotation -> ((QueryParam) annotation).value())
            .findFirst();
    return new Converter<>(reading, query);
  }

  /** Strictly: the library's own parser takes parts of any length. */
  private static UUID uuid(String text) {
    UUID id = UUID.fromString(text);
    if (!id.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("not the form of RFC 9562");
    }
    return id;
  }

  /** In the years that PostgreSQL and ISO 8601 without a sign both have. */
  private static Instant instant(String text) {
    Instant at = Instant.parse(text);
    if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
      throw new IllegalArgumentException("not of the years 0000 to 9999");
    }
    return at;
  }

  /** What PostgreSQL can be asked for. */
  private static String text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("U+0000");
    }
    return text;
  }

  /** How a type is read, and what is said when it cannot be. */
  private record Reading(Function<String, ?> parse, String expected) {}

  /** Reads one parameter; {@code query} is its name in the query, empty in the path. */
  private record Converter<T>(Reading reading, Optional<String> query)
      implements ParamConverter<T> {

    @Override
    @SuppressWarnings("unchecked") // the reading was looked up by the type
    public @Nullable T fromString(@Nullable String value) {
      if (value == null) {
        return null;
      }
      try {
        return (T) reading.parse().apply(value);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw refusal();
      }
    }

    private WebApplicationException refusal() {
      if (query.isEmpty()) {
        return new NotFoundException();
      }
      Violation violation =
          new Violation(query.get(), ErrorCode.PARAMETER_INVALID.name(), reading.expected());
      return new BadRequestException(
          new ServiceException(
              ErrorCode.PARAMETER_INVALID, reading.expected(), List.of(violation)));
    }

    @Override
    public String toString(T value) {
      return String.valueOf(value);
    }
  }
}
