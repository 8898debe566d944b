package io.lethe.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which problem an exception is.
 *
 * <p><b>Guarantee</b>: only a {@link ServiceException}'s own words are passed on; of any other
 * exception the type, the position and declared names, because its message may repeat the input.
 */
final class Diagnosis {

  private Diagnosis() {}

  static Problem of(Throwable thrown) {
    if (thrown instanceof ServiceException known) {
      return Problem.of(known);
    }
    if (thrown instanceof ConstraintViolationException invalid) {
      return Violations.problem(invalid);
    }
    if (thrown instanceof JsonProcessingException json) {
      return ofJson(json);
    }
    if (thrown instanceof WebApplicationException web) {
      return ofWeb(web);
    }
    return Problem.of(codeOf(thrown));
  }

  /** The problem of a bare HTTP status, for refusals that reach no resource. */
  static ErrorCode codeOf(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHENTICATED;
      case 403 -> ErrorCode.FORBIDDEN;
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406 -> ErrorCode.NOT_ACCEPTABLE;
      case 413 -> ErrorCode.BODY_TOO_LARGE;
      case 415 -> ErrorCode.MEDIA_TYPE;
      case 503 -> ErrorCode.UNAVAILABLE;
      default -> status >= 400 && status < 500 ? ErrorCode.PARAMETER_INVALID : ErrorCode.INTERNAL;
    };
  }

  private static ErrorCode codeOf(Throwable thrown) {
    if (thrown instanceof UnauthorizedException || thrown instanceof AuthenticationException) {
      return ErrorCode.UNAUTHENTICATED;
    }
    if (thrown instanceof ForbiddenException) {
      return ErrorCode.FORBIDDEN;
    }
    if (Sealed.is(thrown)) {
      return ErrorCode.DATABASE_SEALED;
    }
    // A database that is down is no fault of the call, and an issuer none of the token.
    if (Outage.is(thrown) || thrown instanceof OIDCException) {
      return ErrorCode.UNAVAILABLE;
    }
    return thrown instanceof ValidationException ? ErrorCode.PARAMETER_INVALID : ErrorCode.INTERNAL;
  }

  private static Problem ofWeb(WebApplicationException web) {
    if (web.getCause() instanceof ServiceException known) {
      return of(known);
    }
    int status = web.getResponse().getStatus();
    JsonProcessingException json = status == 400 ? jsonCause(web) : null;
    return json == null ? Problem.of(codeOf(status)) : ofJson(json);
  }

  private static @Nullable JsonProcessingException jsonCause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonProcessingException json) {
        return json;
      }
    }
    return null;
  }

  private static Problem ofJson(JsonProcessingException json) {
    for (Throwable cause = json; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServiceException known) {
        return of(known);
      }
    }
    if (isOfText(json) || isOfText(json.getCause())) {
      return Problem.of(ErrorCode.BODY_NOT_JSON, position(json.getLocation()), List.of());
    }
    if (json instanceof MismatchedInputException empty && isEmptyBody(empty)) {
      return Problem.of(ErrorCode.BODY_EMPTY);
    }
    if (json instanceof MismatchedInputException || json instanceof JsonMappingException) {
      String path = JsonPaths.declared((JsonMappingException) json);
      return Problem.of(
          ErrorCode.BODY_SHAPE,
          position(json.getLocation()),
          path.isEmpty() ? List.of() : List.of(Violation.of(path, ErrorCode.BODY_SHAPE)));
    }
    return Problem.of(ErrorCode.INTERNAL);
  }

  /** Whether the text cannot be read, whatever it was to be: it is no JSON, or beyond a bound. */
  private static boolean isOfText(@Nullable Throwable thrown) {
    return thrown instanceof StreamReadException || thrown instanceof StreamConstraintsException;
  }

  private static boolean isEmptyBody(MismatchedInputException thrown) {
    return thrown.getPath().isEmpty()
        && thrown.getOriginalMessage().startsWith("No content to map due to end-of-input");
  }

  private static @Nullable String position(@Nullable JsonLocation at) {
    return at == null || at.getLineNr() < 1
        ? null
        : "at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
