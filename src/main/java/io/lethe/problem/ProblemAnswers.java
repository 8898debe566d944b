package io.lethe.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** Diagnoses, logs what nobody expected, and renders. */
@Singleton
final class ProblemAnswers {

  private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

  /** What every call is answered for a while, and was told of when it began. */
  private static final Set<ErrorCode> TOLD_ONCE =
      EnumSet.of(ErrorCode.DATABASE_SEALED, ErrorCode.CENTRE_UNAVAILABLE, ErrorCode.SPOOL_FULL);

  private final ObjectMapper mapper;

  ProblemAnswers(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** The problem; an unexpected one has a reference that the log repeats. */
  Problem diagnose(Throwable thrown) {
    Problem problem = Diagnosis.of(thrown);
    if (problem.status() < 500 || TOLD_ONCE.contains(problem.code())) {
      return problem;
    }
    if (problem.code() != ErrorCode.INTERNAL) {
      LOG.warnf(Redacted.of(thrown), "Answered %s", problem.code());
      return problem;
    }
    Problem referenced = problem.referenced();
    LOG.errorf(Redacted.of(thrown), "Unexpected error %s", referenced.instance());
    return referenced;
  }

  /** UTF-8 of the problem as JSON: a resource's own media type may be another one. */
  byte[] json(Problem problem) {
    try {
      return mapper.writeValueAsBytes(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is always writable", e);
    }
  }
}
