package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.request.IncidentResource.NoticeInput;
import io.lethe.time.InstantRange;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notes incidents, and who has been told of them.
 *
 * <p>Lethe sends no notice: it queues one for every person with the incident, in one transaction,
 * and notes when somebody else has sent it.
 */
@ApplicationScoped
class IncidentService {

  private final Database database;
  private final IncidentStore incidents;
  private final RequestAccess access;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Ids ids = new Ids();

  IncidentService(
      Database database,
      IncidentStore incidents,
      RequestAccess access,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.incidents = incidents;
    this.access = access;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Notes an incident and queues the notices to people.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code POLICY_NOT_ACTIVE}, {@code CATEGORY_UNKNOWN},
   * {@code FORBIDDEN}, {@code CLOCK_OUT_OF_RANGE}, {@code SUBJECT_UNKNOWN}.
   */
  Uni<IncidentView> detect(Caller caller, IncidentInput input) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    PolicyVersion version = access.active(officer, input.policy());
    access.require(officer, input.policy(), input.categories());
    Instant now = now();
    Instant detected = past("detectedAt", input.detectedAt(), InstantRange.OLDEST, now);
    IncidentHours hours = IncidentHours.of(version.document().law(), detected);
    Incident incident =
        new Incident(
            ids.timed(0, now.toEpochMilli()),
            input.policy(),
            input.kind(),
            input.categories().stream().distinct().sorted().toList(),
            detected,
            now,
            officer.id(),
            new Incident.Notice(hours.regulator(), null),
            new Incident.Notice(hours.result(), null),
            0,
            0,
            null);
    return database
        .transaction(
            tx ->
                incidents
                    .insert(tx, incident)
                    .chain(() -> queue(tx, incident, input.subjects()))
                    .call(
                        people -> log(tx, "detected", incident, officer, Map.of("people", people)))
                    .chain(() -> incidents.find(tx, incident.id())))
        .map(Optional::orElseThrow)
        .map(found -> IncidentView.of(found, now));
  }

  private Uni<Integer> queue(SqlConnection tx, Incident incident, @Nullable List<UUID> subjects) {
    if (subjects == null) {
      return incidents.queueAll(tx, incident);
    }
    Set<UUID> distinct = new LinkedHashSet<>(subjects);
    return incidents
        .queue(tx, incident, distinct)
        .invoke(
            known -> {
              if (known != distinct.size()) {
                throw new ServiceException(
                    ErrorCode.SUBJECT_UNKNOWN, "the policy holds no data of one of the subjects");
              }
            });
  }

  /**
   * Notes that somebody has been told.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code NOTICE_SENT}, {@code CLOCK_OUT_OF_RANGE}, {@code
   * BODY_SHAPE}.
   */
  Uni<IncidentView> notice(Caller caller, UUID id, NoticeInput input) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    Instant now = now();
    if (input.to() == Addressee.SUBJECTS && input.channel() == null) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE,
          "say how the people were told",
          List.of(Violation.of("channel", ErrorCode.BODY_SHAPE)));
    }
    return database
        .transaction(
            tx ->
                incidents
                    .lock(tx, id)
                    .map(found -> require(officer, found))
                    .chain(incident -> told(tx, officer, incident, input))
                    .chain(() -> incidents.find(tx, id))
                    .map(Optional::orElseThrow)
                    .chain(incident -> close(tx, incident, now))
                    .chain(() -> incidents.find(tx, id)))
        .map(Optional::orElseThrow)
        .map(found -> IncidentView.of(found, now));
  }

  private Uni<Void> told(SqlConnection tx, Caller officer, Incident incident, NoticeInput input) {
    Instant at =
        past(
            "sentAt",
            Optional.ofNullable(input.sentAt()).orElseGet(this::now),
            incident.detectedAt(),
            now());
    Channel channel = input.channel();
    boolean again =
        switch (input.to()) {
          case REGULATOR -> incident.regulator().sentAt() != null;
          case RESULT -> incident.result().sentAt() != null;
          case SUBJECTS -> incident.queued() == 0;
        };
    if (again) {
      throw new ServiceException(ErrorCode.NOTICE_SENT, "nobody is left to be told");
    }
    Uni<Integer> noted =
        input.to() == Addressee.SUBJECTS && channel != null
            ? incidents.told(tx, incident.id(), input.subjects(), at, channel)
            : incidents.told(tx, incident.id(), input.to(), at).replaceWith(1);
    return noted
        .invoke(
            people -> {
              if (people == 0) {
                throw new ServiceException(ErrorCode.NOTICE_SENT, "none of them is to be told");
              }
            })
        .chain(
            people ->
                log(
                    tx,
                    "noticed",
                    incident,
                    officer,
                    Map.of("to", input.to().name(), "sentAt", at.toString(), "notices", people)));
  }

  private Uni<Void> close(SqlConnection tx, Incident incident, Instant now) {
    return incident.done() && incident.closedAt() == null
        ? incidents.close(tx, incident.id(), now, OwnTerm.after(now, ZoneOffset.UTC))
        : Uni.createFrom().voidItem();
  }

  /**
   * The incident, if the caller may see it.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}.
   */
  Incident require(Caller caller, Optional<Incident> found) {
    return found
        .filter(incident -> access.covers(caller, incident.policy(), incident.categories()))
        .orElseThrow(() -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such incident"));
  }

  private static Instant past(String path, Instant at, Instant from, Instant now) {
    Instant when = at.truncatedTo(ChronoUnit.MICROS);
    if (when.isBefore(from) || when.isAfter(now)) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE,
          path + " is out of range",
          List.of(Violation.of(path, ErrorCode.CLOCK_OUT_OF_RANGE)));
    }
    return when;
  }

  private Uni<Void> log(
      SqlConnection tx, String step, Incident incident, Caller actor, Map<String, ?> more) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", incident.id().toString());
    entry.put("policy", incident.policy());
    entry.put("kind", incident.kind().name());
    entry.put("detectedAt", incident.detectedAt().toString());
    entry.put("actor", actor.id());
    entry.putAll(more);
    return ledger.append(tx, "incident." + step, now(), entry);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
