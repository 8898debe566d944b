package io.lethe.act;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the event log.
 *
 * <p><b>Warning</b>: acts have the hash of these lines: a line of what is journalled already must
 * never be written in another way.
 *
 * @param record null where a time table went as a whole: then there is a line for each person
 * @param subject Lethe's key of the person; null where depersonalized data was destroyed
 */
@RegisterForReflection
record LogLine(
    @Nullable UUID record,
    @Nullable UUID subject,
    String policy,
    String category,
    String action,
    String reason,
    Instant at) {

  static final String HEADER = "record,subject,policy,category,action,reason,at\r\n";

  String csv() {
    return String.join(
        ",",
        record == null ? "" : record.toString(),
        subject == null ? "" : subject.toString(),
        policy,
        category,
        action,
        "\"" + reason.replace("\"", "\"\"") + "\"",
        at + "\r\n");
  }
}
