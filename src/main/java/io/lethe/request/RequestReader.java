package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.policy.RequestType;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.request.RequestKinds.Kind;
import io.lethe.request.RequestStore.Filter;
import io.lethe.request.RequestStore.Held;
import io.lethe.request.RequestView.Effect;
import io.lethe.request.RequestView.Remaining;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RestraintStore.InForce;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads requests, and what their grants have done. */
@ApplicationScoped
class RequestReader {

  private final Database database;
  private final RequestStore requests;
  private final RequestKinds kinds;
  private final RequestAccess access;
  private final RestraintStore restraints;
  private final Clock clock;

  RequestReader(
      Database database,
      RequestStore requests,
      RequestKinds kinds,
      RequestAccess access,
      RestraintStore restraints,
      Clock clock) {
    this.database = database;
    this.requests = requests;
    this.kinds = kinds;
    this.access = access;
    this.restraints = restraints;
    this.clock = clock;
  }

  /** A request with its effect. */
  Uni<RequestView> view(Caller caller, UUID id) {
    return requests.find(id).map(found -> require(caller, found)).chain(this::whole);
  }

  /** A request that the caller may see, with its effect. */
  Uni<RequestView> whole(Request request) {
    Kind kind = kinds.of(request);
    return effect(request, kind)
        .map(effect -> RequestView.of(request, kind.clock(), clock.instant(), effect.orElse(null)));
  }

  /** Those of a page that the caller may see. */
  List<RequestView> covered(Caller caller, List<Request> page) {
    Caller reader = caller.as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return page.stream()
        .filter(request -> covers(reader, request))
        .map(request -> RequestView.of(request, kinds.of(request).clock(), clock.instant(), null))
        .toList();
  }

  Uni<List<Request>> page(Filter filter, @Nullable UUID after, int limit) {
    return requests.page(filter, after == null ? new UUID(0, 0) : after, limit);
  }

  /**
   * The request, if the caller may see it.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}.
   */
  Request require(Caller caller, Optional<Request> found) {
    return found
        .filter(request -> covers(caller, request))
        .orElseThrow(() -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such request"));
  }

  private boolean covers(Caller caller, Request request) {
    return access.covers(caller, request.policy(), RequestAccess.named(request.asked().category()));
  }

  private Uni<Optional<Effect>> effect(Request request, Kind kind) {
    Request.Decision decision = request.progress().decision();
    if (decision == null || decision.outcome() == Outcome.REFUSED) {
      return Uni.createFrom().item(Optional.empty());
    }
    Uni<List<Held>> held =
        requests.records(request.subject(), request.asked().category(), decision.at());
    if (kind.type().destroys()) {
      return held.chain(records -> kept(request, records)).map(Optional::of);
    }
    boolean stops =
        kind.type() == RequestType.WITHDRAW_CONSENT || kind.type() == RequestType.STOP_PROCESSING;
    return held.map(
        records ->
            Optional.of(
                new Effect(
                    0,
                    0,
                    0,
                    stops
                        ? Remaining.of(
                            kind.document(), records.stream().map(Held::category).toList())
                        : List.of())));
  }

  private Uni<Effect> kept(Request request, List<Held> records) {
    return Multi.createFrom()
        .iterable(records)
        .onItem()
        .transformToUniAndConcatenate(
            held ->
                restraints
                    .inForce(
                        database.data(),
                        request.policy(),
                        held.category(),
                        List.of(request.subject()),
                        clock.instant())
                    .map(inForce -> counted(held, inForce, request.subject())))
        .collect()
        .in(() -> new long[3], RequestReader::add)
        .map(sum -> new Effect(sum[0], sum[1], sum[2], List.of()));
  }

  private static long[] counted(Held held, InForce inForce, UUID subject) {
    Optional<Restraint> all = inForce.of(subject);
    long listed = Math.min(inForce.heldRecords(subject), held.records());
    return new long[] {
      held.records(),
      all.map(kind -> kind == Restraint.HOLD ? held.records() : 0L).orElse(listed),
      all.filter(Restraint.BLOCK::equals).map(kind -> held.records()).orElse(0L)
    };
  }

  private static void add(long[] sum, long[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }
}
