package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.retention.FromAutumn2025;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An opt-out, to the minute. */
@QuarkusTest
@TestProfile(OptOutResourceTest.OfItsOwn.class)
class OptOutResourceTest {

  /** A clock that no other class has moved. */
  public static final class OfItsOwn extends FromAutumn2025 {}

  @Test
  @Clause("racurs-4.10")
  void sendAMinuteAfterTheOptOutIsDenied() {
    // Given who uses the software, and so has consented to advertising (4.9)
    Instant ten = Instant.parse("2025-09-10T10:00:00+03:00");
    Api.record("racurs", "marketing_contact", "opt-out", Map.of("email", "a@example.org"));
    Decisions.event("racurs", "opt-out", "consent-given", "marketing", ten.minusSeconds(3_600));
    Decisions send =
        Decisions.may("racurs", "marketing_contact", "provide", "marketing")
            .of("opt-out")
            .to("mailing_automation")
            .with("basis", java.util.List.of(Map.of("need", "confidentiality")));
    Decisions.moveTo(ten.minusSeconds(60));
    assertThat(send.code()).isEqualTo("PERMITTED");

    // When
    Decisions.moveTo(ten);
    Decisions.event("racurs", "opt-out", "opted-out", "marketing", ten);
    Decisions.moveTo(ten.plusSeconds(60));

    // Then
    assertThat(send.code()).isEqualTo("GROUND_MISSING");
    assertThat(send.ask().path("reason").asText())
        .contains("consent ended by opted-out at 2025-09-10T07:00:00Z");
  }
}
