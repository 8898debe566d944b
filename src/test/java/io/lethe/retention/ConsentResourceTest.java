package io.lethe.retention;

import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A consent that is withdrawn, given again, and withdrawn again. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class ConsentResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  @Test
  void consentThatIsGivenAgainKeepsTheRecordUntilItIsWithdrawnAgain() {
    // Given
    Instant now = LETHE.now();
    String subject = "consent-" + UUID.randomUUID();
    UUID id =
        LETHE.accepted(
            Samples.record(
                SENS,
                "advertising_mailing",
                subject,
                now.minus(Duration.ofDays(1)),
                Map.of("email", "a@example.org")));
    LETHE.event(SENS, subject, "consent-withdrawn", now.minusSeconds(50));
    assertThat(LETHE.state(id)).isEqualTo("DUE");

    // When
    LETHE.event(SENS, subject, "consent-given", now.minusSeconds(40));

    // Then a run leaves it, and no clock of it runs
    assertThat(LETHE.state(id)).isEqualTo("WAITING_FOR_EVENT");
    run();
    assertThat(LETHE.state(id)).isEqualTo("WAITING_FOR_EVENT");

    // And the next withdrawal is found by the next run
    LETHE.event(SENS, subject, "consent-withdrawn", now.minusSeconds(30));
    run();
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  private static void run() {
    LETHE.run(Map.of("policy", SENS, "category", "advertising_mailing"));
  }
}
