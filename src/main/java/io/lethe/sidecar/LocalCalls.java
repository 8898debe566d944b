package io.lethe.sidecar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.intake.FailedPart;
import io.lethe.intake.Outcome;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.record.LeasedAnswers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Answers what a lease can answer, and has the centre answer the rest.
 *
 * <p>Of a call with many records each is answered where it can be; those of the centre go there in
 * one call.
 */
final class LocalCalls {

  private static final String TRANSFORM = "/api/v1/transform";
  private static final int OK = 200;

  private final LeaseKeeper leases;
  private final LeasedAnswers answers;
  private final CentreClient centre;
  private final SidecarMetrics metrics;
  private final ObjectMapper mapper;
  private final CentreClock clock;

  LocalCalls(
      LeaseKeeper leases,
      LeasedAnswers answers,
      CentreClient centre,
      SidecarMetrics metrics,
      ObjectMapper mapper,
      CentreClock clock) {
    this.leases = leases;
    this.answers = answers;
    this.centre = centre;
    this.metrics = metrics;
    this.mapper = mapper;
    this.clock = clock;
  }

  /** The answer to a call for pseudonyms; empty when the centre is to give it. */
  Optional<byte[]> compute(byte[] body) {
    Optional<byte[]> answer =
        leases
            .lease()
            .flatMap(
                lease -> {
                  try {
                    return answers.compute(lease.caller(), body, lease::ring);
                  } catch (IllegalStateException e) {
                    return Optional.empty();
                  }
                });
    answer.ifPresent(given -> metrics.local(1));
    return answer;
  }

  /** The answers to records that are transformed. */
  Uni<List<Outcome>> transform(List<JsonNode> items) {
    Outcome[] outcomes = new Outcome[items.size()];
    List<Integer> left = new ArrayList<>();
    Optional<HeldLease> lease = leases.lease();
    for (int i = 0; i < outcomes.length; i++) {
      JsonNode item = items.get(i);
      Optional<Outcome> answer = lease.flatMap(held -> transform(held, item));
      if (answer.isPresent()) {
        outcomes[i] = answer.get();
      } else {
        left.add(i);
      }
    }
    metrics.local(outcomes.length - left.size());
    return left.isEmpty()
        ? Uni.createFrom().item(Arrays.asList(outcomes))
        : alone(forward(items, left, outcomes), left, outcomes)
            .replaceWith(() -> Arrays.asList(outcomes));
  }

  /** A failure of the centre is not one of those that are answered without it. */
  private static Uni<Void> alone(Uni<Void> forwarded, List<Integer> left, Outcome[] outcomes) {
    return left.size() < outcomes.length ? FailedPart.alone(forwarded, outcomes, left) : forwarded;
  }

  private Optional<Outcome> transform(HeldLease lease, JsonNode item) {
    try {
      return answers.transform(lease.caller(), item, lease::ring, clock);
    } catch (IllegalStateException e) {
      return Optional.empty(); // its keys are wiped
    }
  }

  private Uni<Void> forward(List<JsonNode> items, List<Integer> left, Outcome[] outcomes) {
    metrics.forwarded(left.size());
    return centre
        .post(TRANSFORM, json(left.stream().map(items::get).toList()))
        .invoke(
            answer -> {
              List<Outcome> answered = outcomes(answer);
              if (answered.size() != left.size()) {
                throw unreadable();
              }
              for (int i = 0; i < left.size(); i++) {
                outcomes[left.get(i)] = answered.get(i);
              }
            })
        .replaceWithVoid();
  }

  private Buffer json(List<JsonNode> items) {
    try {
      return Buffer.buffer(mapper.writeValueAsBytes(items));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  /** What the centre said of each item. */
  private List<Outcome> outcomes(CentreClient.Answer answer) {
    JsonNode body;
    try {
      body = answer.json();
    } catch (IOException e) {
      throw unreadable();
    }
    if (answer.status() != OK) {
      throw refusal(body);
    }
    List<Outcome> outcomes = new ArrayList<>();
    body.path("items").forEach(item -> outcomes.add(outcome(item)));
    return outcomes;
  }

  private static Outcome outcome(JsonNode item) {
    if (item.path("status").asText().equals("accepted") && item instanceof ObjectNode accepted) {
      return new Outcome.Accepted(accepted.without(List.of("reference", "status")));
    }
    List<Violation> violations = new ArrayList<>();
    item.path("problem")
        .path("violations")
        .forEach(
            one ->
                violations.add(
                    new Violation(
                        one.path("path").asText(),
                        one.path("code").asText(),
                        one.path("message").asText())));
    return new Outcome.Rejected(code(item.path("problem")), violations);
  }

  /** The code of a problem; that of a newer centre may be unknown here. */
  private static ErrorCode code(JsonNode problem) {
    String code = problem.path("code").asText();
    return Arrays.stream(ErrorCode.values())
        .filter(known -> known.name().equals(code))
        .findFirst()
        .orElse(ErrorCode.UNAVAILABLE);
  }

  private static ServiceException refusal(JsonNode problem) {
    return new ServiceException(code(problem), "says the centre");
  }

  private static ServiceException unreadable() {
    return new ServiceException(ErrorCode.CENTRE_UNAVAILABLE, "its answer cannot be read");
  }
}
