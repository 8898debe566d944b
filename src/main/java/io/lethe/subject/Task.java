package io.lethe.subject;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be done outside of the service.
 *
 * @param what happened to the data
 * @param recipient the third party, as the policy names it; empty where there is none
 * @param runId of a run, whose journal lists the records; null of one person
 * @param subjectKey of one person; null of a run
 * @param fields that it is about; empty for all
 * @param clause what it stands on
 * @param dueOn the last day for it, in the policy's zone, where a law sets one
 * @param proof a reference to the proof that it was done, or null
 */
@Schema(name = "Task")
record Task(
    UUID id,
    String policy,
    String category,
    Kind kind,
    What what,
    String recipient,
    @Nullable UUID runId,
    @Nullable UUID subjectKey,
    List<String> fields,
    String clause,
    Instant createdAt,
    @Nullable LocalDate dueOn,
    @Nullable Instant doneAt,
    @Nullable String doneBy,
    @Nullable String proof) {

  /** What is to be done. */
  @Schema(name = "TaskKind")
  enum Kind {
    /** A third party that had the data is told (152-FZ 20(3), 21(1); GDPR 19). */
    NOTIFY,
    /** A processor is made to do the same (152-FZ 6(3), 21(3)). */
    INSTRUCT,
    /** What was published is taken back (152-FZ 10.1). */
    UNPUBLISH,
    /** The product may end the person's access: what it needs for it is gone. */
    ACCESS_MAY_END
  }

  /** What happened to the data. */
  @Schema(name = "TaskCause")
  enum What {
    DESTROY,
    DEPERSONALIZE,
    RECTIFY,
    BLOCK,
    STOP
  }
}
