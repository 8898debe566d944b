package io.lethe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.intake.Outcome;
import io.lethe.policy.PolicyCatalog;
import io.lethe.record.ReceiveService;
import io.lethe.retention.RunInput;
import io.lethe.retention.RunService;
import io.lethe.retention.RunView;
import io.lethe.subject.EventService;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintInput;
import io.lethe.subject.RestraintService;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import net.datafaker.Faker;
import org.jboss.logging.Logger;

/**
 * Plays the lives of the demo's subjects: what came in until yesterday, a run for each quarter of
 * the last two years, and what came in since, which is left for the next run.
 *
 * <p>It calls what the API calls, a chunk of subjects at a time, and keeps none of them.
 */
@Singleton
class Story {

  private static final Logger LOG = Logger.getLogger(Story.class);
  private static final int SUBJECTS_PER_CHUNK = 200;
  private static final int CHUNKS_PER_LINE = 10;
  private static final int QUARTERS = 8;
  private static final Duration QUARTER = Duration.ofDays(91);
  private static final long POLL_MILLIS = 200;

  private static final Caller CALLER =
      Caller.of(
          LocalIssuer.ISSUER,
          "demo",
          List.of(Grant.everywhere(Set.of(Role.PRODUCT, Role.PRIVACY_OFFICER))));

  private final ReceiveService records;
  private final EventService events;
  private final RestraintService restraints;
  private final RunService runs;
  private final PolicyCatalog policies;

  Story(
      ReceiveService records,
      EventService events,
      RestraintService restraints,
      RunService runs,
      PolicyCatalog policies) {
    this.records = records;
    this.events = events;
    this.restraints = restraints;
    this.runs = runs;
    this.policies = policies;
  }

  /**
   * What was sent.
   *
   * @param refused items that were not accepted; none, unless somebody else is at work here
   */
  record Told(long records, long events, long refused) {
    private static final Told NOTHING = new Told(0, 0, 0);

    private Told plus(Told other) {
      return new Told(records + other.records, events + other.events, refused + other.refused);
    }
  }

  /** A span of time, its end excluded. */
  private record Span(Instant from, Instant to) {
    private boolean has(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }
  }

  /** Plays this many lives until {@code now}. */
  Told play(int subjects, Instant now) throws Throwable {
    Papers papers = new Papers(new Faker(Locale.forLanguageTag("ru")));
    Instant yesterday = now.minus(Duration.ofDays(1));
    Told before = play(subjects, now, new Span(Instant.EPOCH, yesterday), papers);
    for (int quarter = QUARTERS - 1; quarter >= 0; quarter--) {
      run(yesterday.minus(QUARTER.multipliedBy(quarter)));
    }
    return before.plus(play(subjects, now, new Span(yesterday, now), papers));
  }

  private Told play(int subjects, Instant now, Span span, Papers papers) throws Throwable {
    Told told = Told.NOTHING;
    for (int first = 0; first < subjects; first += SUBJECTS_PER_CHUNK) {
      int next = Math.min(first + SUBJECTS_PER_CHUNK, subjects);
      told = told.plus(chunk(first, next, now, span, papers));
      if (next % (SUBJECTS_PER_CHUNK * CHUNKS_PER_LINE) == 0 || next == subjects) {
        LOG.infof("demo: %d of %d subjects until %s", next, subjects, span.to());
      }
    }
    return told;
  }

  private Told chunk(int first, int next, Instant now, Span span, Papers papers) throws Throwable {
    List<JsonNode> sent = new ArrayList<>();
    List<JsonNode> happened = new ArrayList<>();
    List<Integer> joined = new ArrayList<>();
    for (int number = first; number < next; number++) {
      Life life = Life.of(number, now);
      if (span.has(life.joined())) {
        joined.add(number);
        sent.addAll(records(life, papers));
      }
      life.events().stream()
          .filter(event -> span.has(event.at()))
          .forEach(event -> happened.add(event(life, event)));
    }
    long refused =
        refused(VertxContextSupport.subscribeAndAwait(() -> records.receive(CALLER, sent)));
    for (int number : joined) {
      restrain(number, Life.of(number, now));
    }
    refused +=
        refused(VertxContextSupport.subscribeAndAwait(() -> events.receive(CALLER, happened)));
    return new Told(sent.size(), happened.size(), refused);
  }

  private List<ObjectNode> records(Life life, Papers papers) {
    Person person = papers.person();
    String policy = life.plot().policy();
    return life.categories().stream()
        .filter(category -> takesRecords(policy, category))
        .map(
            category -> {
              ObjectNode record = item(life).put("category", category);
              record.put("collectedAt", life.joined().toString());
              record.set("fields", papers.fields(policy, category, person, life.joined()));
              return record;
            })
        .toList();
  }

  private boolean takesRecords(String policy, String category) {
    return policies
        .active(policy)
        .filter(version -> version.document().categories().containsKey(category))
        .filter(version -> !version.blocks(category))
        .isPresent();
  }

  private static ObjectNode event(Life life, Life.Event event) {
    ObjectNode item = item(life).put("type", event.type()).put("at", event.at().toString());
    return event.purpose().isEmpty() ? item : item.put("purpose", event.purpose());
  }

  private static ObjectNode item(Life life) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("policy", life.plot().policy())
        .put("subject", life.subject());
  }

  private static long refused(List<Outcome> outcomes) {
    return outcomes.stream().filter(Outcome.Rejected.class::isInstance).count();
  }

  private void restrain(int number, Life life) throws Throwable {
    if (Life.isHeld(number)) {
      String order = "Арбитражный суд города Москвы, определение А40-" + number + "/26";
      place(Restraint.HOLD, life, order, "обеспечительные меры");
    }
    if (Life.isBlocked(number)) {
      place(Restraint.BLOCK, life, "обращение субъекта № " + number, "проверка точности данных");
    }
  }

  private void place(Restraint kind, Life life, String authority, String reason) throws Throwable {
    RestraintInput input =
        new RestraintInput(
            life.plot().policy(), null, life.subject(), null, authority, reason, null);
    VertxContextSupport.subscribeAndAwait(() -> restraints.place(kind, CALLER, input));
  }

  private void run(Instant cutoff) throws Throwable {
    RunInput input = new RunInput(null, null, false, cutoff);
    UUID id = VertxContextSupport.subscribeAndAwait(() -> runs.request(CALLER, input)).id();
    RunView run = VertxContextSupport.subscribeAndAwait(() -> runs.view(CALLER, id));
    while (run.finishedAt() == null) {
      Thread.sleep(POLL_MILLIS);
      run = VertxContextSupport.subscribeAndAwait(() -> runs.view(CALLER, id));
    }
    LOG.infof(
        "demo: run up to %s: %s, %d destroyed, %d depersonalized, %d held, %d blocked",
        cutoff, run.state(), run.destroyed(), run.depersonalized(), run.held(), run.blocked());
  }
}
