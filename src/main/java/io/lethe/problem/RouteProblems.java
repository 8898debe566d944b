package io.lethe.problem;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers what fails before it reaches a resource: a malformed address, a body beyond the limit.
 */
@Singleton
final class RouteProblems {

  private final ProblemAnswers answers;

  RouteProblems(ProblemAnswers answers) {
    this.answers = answers;
  }

  void install(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).failureHandler(this::answer);
  }

  private void answer(RoutingContext context) {
    if (context.response().ended() || context.response().headWritten()) {
      context.next();
      return;
    }
    Throwable thrown = context.failure();
    Problem problem =
        thrown == null || context.statusCode() != 500
            ? Problem.of(Diagnosis.codeOf(context.statusCode()))
            : answers.diagnose(thrown);
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader("content-type", Problem.MEDIA_TYPE);
    if (problem.code() == ErrorCode.UNAUTHENTICATED) {
      context.response().putHeader("www-authenticate", "Bearer");
    }
    context.response().end(Buffer.buffer(answers.json(problem)));
  }
}
