package io.lethe.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.record.ClockReader.Known;
import io.lethe.record.RecordStore.Gone;
import io.lethe.record.RecordStore.Stored;
import io.lethe.subject.Restraint;
import io.lethe.subject.RetentionClock.Reading;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads records in their protected view, with the truth about their clocks. */
@ApplicationScoped
class RecordService {

  private final RecordStore records;
  private final RectifyStore previous;
  private final ClockReader clocks;
  private final PolicyCatalog policies;
  private final ObjectMapper json;
  private final Clock clock;

  RecordService(
      RecordStore records,
      RectifyStore previous,
      ClockReader clocks,
      PolicyCatalog policies,
      ObjectMapper json,
      Clock clock) {
    this.records = records;
    this.previous = previous;
    this.clocks = clocks;
    this.policies = policies;
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
    return covered(caller, id)
        .chain(stored -> clocks.read(List.of(stored)))
        .map(known -> view(known.get(0)));
  }

  /**
   * Everything behind a record's due date; what an officer wrote of a hold or block is for officers
   * and auditors.
   */
  Uni<Explanation> explain(Caller caller, UUID id) {
    Caller reader = caller.as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return covered(caller, id)
        .chain(clocks::readWhole)
        .chain(
            known -> {
              RecordRow row = known.row();
              boolean words = reader.covers(row.policy(), row.category());
              return previous.kept(row.id()).map(kept -> explanation(known, words, kept));
            });
  }

  /**
   * Records of a category, or of a subject, in the order of their ids.
   *
   * @param category none for all that the caller's grants cover
   */
  Uni<List<RecordView>> list(
      Caller caller,
      String policy,
      Optional<String> category,
      Optional<UUID> subject,
      UUID after,
      int limit) {
    if (category.isEmpty() && subject.isEmpty()) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID,
          "name a category or a subject",
          List.of(Violation.of("category", ErrorCode.PARAMETER_INVALID)));
    }
    boolean covered =
        category.map(one -> caller.covers(policy, one)).orElse(caller.coversPolicy(policy));
    if (!covered) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this category");
    }
    List<String> categories =
        category.map(List::of).orElseGet(() -> policies.covered(caller, policy));
    return records
        .list(policy, categories, subject, after, limit)
        .chain(clocks::read)
        .map(known -> known.stream().map(this::view).toList());
  }

  /**
   * A record that is whole and that the caller's grants cover.
   *
   * <p><b>Errors</b>: as {@link #view}.
   */
  Uni<Stored> stored(Caller caller, UUID id) {
    return covered(caller, id);
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
    throw ServiceException.gone(code, known.at(), known.act());
  }

  private static ServiceException notFound() {
    return new ServiceException(ErrorCode.NOT_FOUND, "there is no such record");
  }

  private RecordView view(Known known) {
    RecordRow row = known.row();
    Optional<Reading> due = known.terms().due();
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
        row.attributes() == null ? null : row.tree(json, row.attributes()),
        row.tree(json, row.data()));
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

  private Explanation explanation(Known known, boolean words, List<RectifyStore.Kept> kept) {
    RecordRow row = known.row();
    return Explanation.of(
        view(known),
        policies.version(row.policy(), known.terms().version()).document(),
        known,
        known.standing().stream().map(one -> Explanation.InForce.of(one, words)).toList(),
        kept,
        clock.instant());
  }
}
