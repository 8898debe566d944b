package io.lethe.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every exception of a resource with a problem. */
final class ProblemMapper {

  private final ProblemAnswers answers;

  ProblemMapper(ProblemAnswers answers) {
    this.answers = answers;
  }

  /** Lists the classes for which Quarkus has mappers of its own, which would win otherwise. */
  @ServerExceptionMapper({
    Throwable.class,
    UnauthorizedException.class,
    ForbiddenException.class,
    AuthenticationFailedException.class,
    ResteasyReactiveViolationException.class,
    ValidationException.class,
    MismatchedInputException.class
  })
  Response answer(Throwable thrown) {
    Problem problem = answers.diagnose(thrown);
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .header(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
            .entity(answers.json(problem));
    if (problem.code() == ErrorCode.UNAUTHENTICATED) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return response.build();
  }
}
