package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RequestType;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.request.Request.Decision;
import io.lethe.request.RequestKinds.Kind;
import io.lethe.subject.RestraintInput;
import io.lethe.subject.RestraintService;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Receives requests.
 *
 * <p><b>Guarantee</b>: the request, the block that it needs and the ledger entry are one
 * transaction, under the lock of the subject's row, by the version that is active when it begins.
 */
@ApplicationScoped
class RequestService {

  private static final int REPEAT_DAYS = 30;

  private final Database database;
  private final PolicyEpochs epochs;
  private final RequestStore requests;
  private final RequestKinds kinds;
  private final RequestAccess access;
  private final Grants grants;
  private final RequestReader reader;
  private final SubjectStore subjects;
  private final RestraintService restraints;
  private final KeyRings rings;
  private final RequestEntries entries;
  private final Redirects redirects;
  private final Clock clock;
  private final Ids ids = new Ids();

  RequestService(
      Database database,
      PolicyEpochs epochs,
      RequestStore requests,
      RequestKinds kinds,
      RequestAccess access,
      Grants grants,
      RequestReader reader,
      SubjectStore subjects,
      RestraintService restraints,
      KeyRings rings,
      RequestEntries entries,
      Redirects redirects,
      Clock clock) {
    this.database = database;
    this.epochs = epochs;
    this.requests = requests;
    this.kinds = kinds;
    this.access = access;
    this.grants = grants;
    this.reader = reader;
    this.subjects = subjects;
    this.restraints = restraints;
    this.rings = rings;
    this.entries = entries;
    this.redirects = redirects;
    this.clock = clock;
  }

  /**
   * Receives a request. One that lacks what it must contain is refused at once; one that nobody
   * examines is granted at once.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code POLICY_NOT_ACTIVE}, {@code CATEGORY_UNKNOWN},
   * {@code FORBIDDEN}, {@code REQUEST_TYPE_UNKNOWN}, {@code SUBJECT_UNKNOWN}, and those of {@link
   * RequestDraft#checked}.
   */
  Uni<RequestView> receive(Caller caller, RequestInput input) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return epochs.current(() -> receive(officer, input, now)).chain(reader::whole);
  }

  /** Reads it again where another version has retired the one that it was read under. */
  private Uni<Request> receive(Caller officer, RequestInput input, Instant now) {
    int epoch = epochs.known(input.policy());
    RequestDraft draft = draft(officer, input, now);
    return subject(input)
        .chain(
            subject ->
                database.transaction(
                    tx ->
                        epochs
                            .hold(tx, input.policy(), epoch)
                            .chain(() -> subjects.lock(tx, List.of(subject)))
                            .invoke(locked -> refuseUnknown(locked.containsKey(subject)))
                            .chain(() -> request(tx, draft, subject))
                            .chain(request -> redirects.of(tx, draft, request))
                            .chain(request -> store(tx, officer, draft, request))));
  }

  private RequestDraft draft(Caller officer, RequestInput input, Instant now) {
    PolicyVersion version = access.active(officer, input.policy());
    access.require(officer, input.policy(), RequestAccess.named(input.category()));
    Kind kind = kinds.named(version.document(), input.type());
    return new RequestDraft(version, kind, input, officer.id(), now).checked();
  }

  private Uni<UUID> subject(RequestInput input) {
    UUID key = input.subjectKey();
    String reference = input.subject();
    if (key != null || reference == null) {
      return subjects
          .exists(input.policy(), key)
          .invoke(RequestService::refuseUnknown)
          .replaceWith(key);
    }
    return rings
        .read(input.policy(), keys -> subjects.find(input.policy(), keys.subject(reference)))
        .invoke(found -> refuseUnknown(found.isPresent()))
        .map(Optional::orElseThrow);
  }

  private static void refuseUnknown(boolean known) {
    if (!known) {
      throw new ServiceException(
          ErrorCode.SUBJECT_UNKNOWN, "the policy holds no data of this subject");
    }
  }

  private Uni<Request> request(SqlConnection tx, RequestDraft draft, UUID subject) {
    RequestType type = draft.kind().type();
    UUID id = ids.timed(Ids.bucket(subject), draft.now().toEpochMilli());
    if (type != RequestType.ACCESS && type != RequestType.DISCLOSURES) {
      return Uni.createFrom().item(() -> draft.of(id, subject, null, true));
    }
    return requests
        .latest(tx, subject, type, draft.receivedAt())
        .map(
            latest ->
                draft.of(
                    id,
                    subject,
                    latest.filter(before -> repeats(draft, before)).map(Request::id).orElse(null),
                    latest.isEmpty() || !sameYear(draft, latest.get())));
  }

  private static boolean repeats(RequestDraft draft, Request before) {
    return Duration.between(before.times().receivedAt(), draft.receivedAt()).toDays() < REPEAT_DAYS;
  }

  /** Whether only the first of a calendar year is free, and this is another. */
  private static boolean sameYear(RequestDraft draft, Request before) {
    ZoneId zone = draft.kind().document().zone();
    return draft.kind().oncePerYear()
        && LocalDate.ofInstant(before.times().receivedAt(), zone).getYear()
            == LocalDate.ofInstant(draft.receivedAt(), zone).getYear();
  }

  private Uni<Request> store(SqlConnection tx, Caller caller, RequestDraft draft, Request request) {
    Kind kind = draft.kind();
    boolean refused = request.progress().state() == RequestState.REFUSED;
    return block(tx, caller, draft, request)
        .map(block -> request.with(request.progress().blockedBy(block.orElse(null))))
        .chain(
            blocked ->
                kind.type() == RequestType.OPT_OUT && !refused
                    ? grants.carryOut(tx, caller, blocked, kind).map(done -> granted(draft, done))
                    : Uni.createFrom().item(blocked))
        .call(stored -> requests.insert(tx, stored, expiry(stored, kind)))
        .call(stored -> log(tx, caller, draft, stored));
  }

  private Uni<Optional<UUID>> block(
      SqlConnection tx, Caller caller, RequestDraft draft, Request request) {
    if (!draft.kind().blocks() || request.progress().decision() != null) {
      return Uni.createFrom().item(Optional.empty());
    }
    RestraintInput input =
        new RestraintInput(
            request.policy(),
            request.asked().category(),
            null,
            request.subject(),
            null,
            UnlawfulBlocks.reason(request.id()),
            draft.input().endsAt());
    return restraints.block(tx, caller, input).map(Optional::of);
  }

  private static Request granted(RequestDraft draft, Request request) {
    Decision decision = new Decision(Outcome.GRANTED, draft.now(), draft.by(), null, null);
    return request.with(request.progress().decided(RequestState.GRANTED, decision, draft.now()));
  }

  private Uni<Void> log(SqlConnection tx, Caller caller, RequestDraft draft, Request request) {
    Uni<Void> received =
        entries.append(
            tx,
            "received",
            request,
            caller.id(),
            draft.now(),
            Map.of("receivedAt", request.times().receivedAt().toString()));
    Decision decision = request.progress().decision();
    return decision == null
        ? received
        : received.chain(
            () ->
                entries.append(tx, "decided", request, caller.id(), draft.now(), words(decision)));
  }

  /** What the ledger says of a decision. */
  static Map<String, String> words(Decision decision) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("outcome", decision.outcome().name());
    if (decision.norm() != null) {
      words.put("norm", decision.norm());
    }
    if (decision.reason() != null) {
      words.put("reason", decision.reason().name());
    }
    return words;
  }

  /** When a request that is closed is deleted. */
  static @Nullable Instant expiry(Request request, Kind kind) {
    Instant closed = request.progress().closedAt();
    return closed == null ? null : OwnTerm.after(closed, kind.document().zone());
  }
}
