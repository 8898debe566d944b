package io.lethe.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refused call, media type {@code application/problem+json}.
 *
 * <p><b>Guarantee</b>: it holds no value that the caller or the database supplied.
 *
 * <p><b>Source</b>: RFC 9457.
 *
 * @param type {@code urn:lethe:problem:} and the code in lower case with dashes
 * @param title what the code means, the same for every occurrence
 * @param status the HTTP status code
 * @param detail what is wrong this time, if there is more to say than the title
 * @param code the stable code to program against
 * @param violations everything that is wrong in the input, absent when there is nothing to list
 * @param at since when a record is gone, absent from every other problem
 * @param act id of the act of its destruction or depersonalization, absent while it is being
 *     written
 * @param instance {@code urn:uuid:} of the log line, of unexpected errors only
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    ErrorCode code,
    List<Violation> violations,
    @Nullable Instant at,
    @Nullable UUID act,
    @Nullable String instance) {

  /** The media type of problems. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    violations = List.copyOf(violations);
  }

  /** A problem that the title tells whole. */
  public static Problem of(ErrorCode code) {
    return of(code, null, List.of());
  }

  /** A problem with more to say; neither the detail nor the violations may hold a value. */
  public static Problem of(ErrorCode code, @Nullable String detail, List<Violation> violations) {
    return new Problem(
        typeOf(code), code.title(), code.status(), detail, code, violations, null, null, null);
  }

  /** What a service refused. */
  static Problem of(ServiceException thrown) {
    ErrorCode code = thrown.code();
    return new Problem(
        typeOf(code),
        code.title(),
        code.status(),
        thrown.detail(),
        code,
        thrown.violations(),
        thrown.at(),
        thrown.act(),
        null);
  }

  /** The same problem under a fresh random reference. */
  Problem referenced() {
    String reference = UUID.randomUUID().toString();
    return new Problem(
        type, title, status, detail, code, violations, at, act, "urn:uuid:" + reference);
  }

  static String typeOf(ErrorCode code) {
    return "urn:lethe:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
