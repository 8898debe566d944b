package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.RecordStore.Gone;
import io.lethe.record.RecordStore.Stored;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.Clocks;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RestraintStore.Standing;
import io.lethe.subject.RetentionClock;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads records in their protected view, with the truth about their clocks. */
@ApplicationScoped
class RecordService {

  private final Database database;
  private final RecordStore records;
  private final SubjectStore subjects;
  private final RestraintStore restraints;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final ObjectMapper json;
  private final Clock clock;

  RecordService(
      Database database,
      RecordStore records,
      SubjectStore subjects,
      RestraintStore restraints,
      PolicyCatalog policies,
      Clocks clocks,
      ObjectMapper json,
      Clock clock) {
    this.database = database;
    this.records = records;
    this.subjects = subjects;
    this.restraints = restraints;
    this.policies = policies;
    this.clocks = clocks;
    this.json = json;
    this.clock = clock;
  }

  /**
   * A record in its protected view.
   *
   * <p><b>Errors</b>: {@code RECORD_DESTROYED} and {@code RECORD_DEPERSONALIZED} while the journal
   * remembers it, else {@code NOT_FOUND}.
   */
  Uni<RecordView> view(Caller caller, UUID id) {
    return covered(caller, id).chain(this::read).map(this::view);
  }

  /**
   * Everything behind a record's due date; what an officer wrote of a hold or block is for officers
   * and auditors.
   */
  Uni<Explanation> explain(Caller caller, UUID id) {
    Caller reader = caller.as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return covered(caller, id)
        .chain(
            stored -> {
              RecordRow row = stored.row();
              boolean words = reader.covers(row.policy(), row.category());
              return Uni.combine()
                  .all()
                  .unis(
                      subjects.events(database.data(), List.of(row.subject())),
                      restraints.standing(
                          row.policy(), row.category(), row.subject(), clock.instant()))
                  .asTuple()
                  .map(both -> explanation(stored, both.getItem1(), both.getItem2(), words));
            });
  }

  /** Records of a category, or of a subject, in the order of their ids. */
  Uni<List<RecordView>> list(
      Caller caller,
      String policy,
      String category,
      Optional<UUID> subject,
      UUID after,
      int limit) {
    if (!caller.covers(policy, category)) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this category");
    }
    return records
        .list(policy, category, subject, after, limit)
        .chain(
            stored ->
                Multi.createFrom()
                    .iterable(stored)
                    .onItem()
                    .transformToUniAndConcatenate(this::read)
                    .map(this::view)
                    .collect()
                    .asList());
  }

  private Uni<Stored> covered(Caller caller, UUID id) {
    return records
        .find(id)
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found.get())
                    : records.gone(id).map(gone -> refuse(caller, gone)))
        .invoke(
            stored -> {
              if (!caller.covers(stored.row().policy(), stored.row().category())) {
                throw notFound();
              }
            });
  }

  private static Stored refuse(Caller caller, Optional<Gone> gone) {
    Gone known =
        gone.filter(was -> caller.covers(was.policy(), was.category()))
            .orElseThrow(RecordService::notFound);
    ErrorCode code =
        known.action().equals("DESTROY")
            ? ErrorCode.RECORD_DESTROYED
            : ErrorCode.RECORD_DEPERSONALIZED;
    String act = known.act() == null ? "the act is being written" : "act " + known.act();
    throw new ServiceException(code, "at " + known.at() + ", " + act);
  }

  private static ServiceException notFound() {
    return new ServiceException(ErrorCode.NOT_FOUND, "there is no such record");
  }

  private Uni<Known> read(Stored stored) {
    RecordRow row = stored.row();
    List<UUID> subject = List.of(row.subject());
    return Uni.combine()
        .all()
        .unis(
            subjects.events(database.data(), subject),
            restraints.inForce(
                database.data(), row.policy(), row.category(), subject, clock.instant()))
        .asTuple()
        .map(both -> known(stored, both.getItem1(), both.getItem2().of(stored.row().subject())));
  }

  private Known known(
      Stored stored, Map<UUID, List<ClockFacts.Event>> events, Optional<Restraint> restraint) {
    RecordRow row = stored.row();
    ClockFacts facts =
        new ClockFacts(
            row.collectedAt(),
            row.receivedAt(),
            stored.activity(),
            events.getOrDefault(row.subject(), List.of()));
    RetentionClock rules = clocks.of(row.policy(), row.policyVersion(), row.category());
    return new Known(row, rules.read(facts), restraint);
  }

  private RecordView view(Known known) {
    RecordRow row = known.row();
    Optional<Reading> due = RetentionClock.earliest(known.readings());
    return new RecordView(
        row.id(),
        row.policy(),
        row.policyVersion(),
        row.category(),
        row.subject(),
        row.collectedAt(),
        state(due, known.restraint()),
        due.map(Reading::dueAt).orElse(null),
        due.map(Reading::deadline).orElse(null),
        due.map(reading -> reading.rule().then()).orElse(null),
        fields(row));
  }

  private RecordState state(Optional<Reading> due, Optional<Restraint> restraint) {
    if (restraint.isPresent()) {
      return restraint.get() == Restraint.BLOCK ? RecordState.BLOCKED : RecordState.HELD;
    }
    Instant now = clock.instant();
    return due.map(Reading::dueAt)
        .map(at -> at.isAfter(now) ? RecordState.ACTIVE : RecordState.DUE)
        .orElse(RecordState.WAITING_FOR_EVENT);
  }

  private Explanation explanation(
      Stored stored,
      Map<UUID, List<ClockFacts.Event>> events,
      List<Standing> standing,
      boolean words) {
    RecordRow row = stored.row();
    Known known =
        known(stored, events, standing.stream().map(Standing::kind).max(Comparator.naturalOrder()));
    return Explanation.of(
        view(known),
        policies.version(row.policy(), row.policyVersion()).document(),
        known.readings(),
        standing.stream().map(one -> Explanation.InForce.of(one, words)).toList(),
        clock.instant());
  }

  private JsonNode fields(RecordRow row) {
    try {
      return json.readTree(row.data());
    } catch (JsonProcessingException e) {
      throw new ServiceException(
          ErrorCode.RECORD_UNREADABLE, "record " + row.id() + " is not valid JSON");
    }
  }

  /** A record with its clocks read. */
  private record Known(RecordRow row, List<Reading> readings, Optional<Restraint> restraint) {}
}
