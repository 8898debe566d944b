package io.lethe.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Acts have hashes of these lines: what is expected here is never changed. */
class LogLineTest {

  private static final UUID RECORD = UUID.fromString("019932a3-9249-8ef4-9209-f70bdd83972a");
  private static final UUID SUBJECT = UUID.fromString("aa09432b-90b5-8ece-b8b0-61a5db112377");

  @Test
  void lineOfARecordIsWrittenAsEver() {
    LogLine line =
        new LogLine(
            RECORD,
            SUBJECT,
            "sens",
            "mandatory",
            "DEPERSONALIZE",
            "from \"x\", clause 3.10",
            Instant.parse("2026-09-10T21:00:02.5Z"));
    assertThat(line.csv())
        .isEqualTo(
            RECORD
                + ","
                + SUBJECT
                + ",sens,mandatory,DEPERSONALIZE,\"from \"\"x\"\", clause 3.10\","
                + "2026-09-10T21:00:02.500Z\r\n");
  }

  @Test
  void lineWithoutRecordOrSubjectLeavesThemEmpty() {
    LogLine line = new LogLine(null, null, "p", "c", "DESTROY", "r", Instant.EPOCH);
    assertThat(line.csv()).isEqualTo(",,p,c,DESTROY,\"r\",1970-01-01T00:00:00Z\r\n");
  }
}
