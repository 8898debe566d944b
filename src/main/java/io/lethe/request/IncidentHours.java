package io.lethe.request;

import io.lethe.policy.LawOverlay;
import io.lethe.policy.LegalRight;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Until when the regulator is told of an incident, and of the result of the inquiry. Hours run over
 * nights and holidays.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, article 21(3.1); GDPR, article 33(1).
 *
 * @param regulator null where no law of the policy sets hours
 * @param result likewise
 */
record IncidentHours(@Nullable Instant regulator, @Nullable Instant result) {

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration THREE_DAYS = Duration.ofHours(72);

  /** The hours of these laws, from the detection. */
  static IncidentHours of(Collection<String> laws, Instant detected) {
    if (laws.contains(LawOverlay.RU_152_FZ)) {
      return new IncidentHours(detected.plus(DAY), detected.plus(THREE_DAYS));
    }
    return new IncidentHours(
        laws.contains(LegalRight.EU_GDPR) ? detected.plus(THREE_DAYS) : null, null);
  }
}
