package io.lethe.subject;

import io.lethe.policy.Ground;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which grounds of a purpose live, by a subject's events.
 *
 * <p><b>Guarantee</b>: pure, and closed on doubt: consent that nobody told of is none, and of a
 * consent and a withdrawal at the same time the withdrawal counts. What ends a contract or a
 * purpose is of the data that was there: data that was collected after it stands on a new one.
 * Consent and objection are the person's, whatever data there is.
 *
 * @param achieved the event that achieved the purpose, or null
 * @param grounds in the policy's order
 */
public record PurposeGrounds(
    Purpose purpose, ClockFacts.@Nullable Event achieved, List<Standing> grounds) {

  public PurposeGrounds {
    grounds = List.copyOf(grounds);
  }

  /** The grounds of a purpose, with what is known of a record of its subject. */
  public static PurposeGrounds of(Purpose purpose, ClockFacts facts) {
    List<Standing> grounds = new ArrayList<>(purpose.grounds().size());
    for (Ground ground : purpose.grounds()) {
      grounds.add(standing(ground, purpose.name(), facts));
    }
    return new PurposeGrounds(
        purpose, of(facts, PolicyDocument.PURPOSE_ACHIEVED, purpose.name()), grounds);
  }

  /** Whether the subject's consent to a purpose lives. */
  public static boolean consents(String purpose, ClockFacts facts) {
    return standing(Ground.CONSENT, purpose, facts).live();
  }

  /** Whether the subject consented to a purpose, at an instant or later, and the consent lives. */
  public static boolean consentsSince(String purpose, ClockFacts facts, Instant since) {
    Standing consent = standing(Ground.CONSENT, purpose, facts);
    ClockFacts.Event by = consent.by();
    return consent.live() && by != null && !by.at().isBefore(since);
  }

  /** Whether the purpose goes on. */
  public boolean live() {
    return achieved == null && grounds.stream().anyMatch(Standing::live);
  }

  /** The grounds that it rests on. */
  public List<Ground> living() {
    return achieved != null
        ? List.of()
        : grounds.stream().filter(Standing::live).map(Standing::ground).toList();
  }

  /** What became of each ground that does not live, for people. */
  public String ended() {
    return grounds.stream()
        .filter(standing -> !standing.live())
        .map(Standing::ended)
        .collect(Collectors.joining("; "));
  }

  private static Standing standing(Ground ground, String purpose, ClockFacts facts) {
    return switch (ground) {
      case CONSENT -> consent(purpose, facts);
      case STATISTICS -> new Standing(ground, false, null);
      case CONTRACT, LAW, VITAL_INTEREST, LEGITIMATE_INTEREST, PUBLIC_INTEREST -> {
        ClockFacts.Event end = null;
        for (String type : ground.endedBy()) {
          ClockFacts.Event one =
              type.equals(PolicyDocument.OPTED_OUT)
                  ? latest(facts, type, purpose)
                  : of(facts, type, purpose);
          end = end == null || one != null && one.at().isBefore(end.at()) ? one : end;
        }
        yield new Standing(ground, end == null, end);
      }
    };
  }

  private static Standing consent(String purpose, ClockFacts facts) {
    ClockFacts.Event given = latest(facts, PolicyDocument.CONSENT_GIVEN, purpose);
    ClockFacts.Event end = null;
    for (String type : Ground.CONSENT.endedBy()) {
      ClockFacts.Event one = latest(facts, type, purpose);
      end = end == null || one != null && one.at().isAfter(end.at()) ? one : end;
    }
    boolean live = given != null && (end == null || given.at().isAfter(end.at()));
    return new Standing(Ground.CONSENT, live, live ? given : end);
  }

  /** The first event of a type that is of the data that is there. */
  private static ClockFacts.@Nullable Event of(ClockFacts facts, String type, String purpose) {
    ClockFacts.Event first = null;
    for (ClockFacts.Event event : facts.events()) {
      if (event.type().equals(type)
          && event.concerns(purpose)
          && facts.counts(event)
          && (first == null || event.at().isBefore(first.at()))) {
        first = event;
      }
    }
    return first;
  }

  private static ClockFacts.@Nullable Event latest(ClockFacts facts, String type, String purpose) {
    ClockFacts.Event latest = null;
    for (ClockFacts.Event event : facts.events()) {
      if (event.type().equals(type)
          && event.concerns(purpose)
          && (latest == null || event.at().isAfter(latest.at()))) {
        latest = event;
      }
    }
    return latest;
  }

  /**
   * A ground of the purpose.
   *
   * @param by the event that a living consent rests on, or that ended the ground; null where there
   *     is none
   */
  public record Standing(Ground ground, boolean live, ClockFacts.@Nullable Event by) {

    private String ended() {
      return Optional.ofNullable(by)
          .map(event -> ground.label() + " ended by " + event.type() + " at " + event.at())
          .orElse(
              ground.identified()
                  ? ground.label() + " was not given"
                  : ground.label() + " is a ground for depersonalized data only");
    }
  }
}
