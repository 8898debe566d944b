package io.lethe.policy;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An officer's assessment of a version's methods, as it is answered. */
@RegisterForReflection
@Schema(name = "MethodAssessment")
public record AssessmentView(String text, String assessedBy, Instant assessedAt) {

  static AssessmentView of(MethodAssessmentEntity assessment) {
    return new AssessmentView(assessment.text, assessment.assessedBy, assessment.assessedAt);
  }
}
