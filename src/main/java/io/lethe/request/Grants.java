package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RequestRule;
import io.lethe.policy.RequestType;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.request.RequestKinds.Kind;
import io.lethe.subject.EventService;
import io.lethe.subject.EventService.Reported;
import io.lethe.subject.RestraintService;
import io.lethe.subject.SubjectStore;
import io.lethe.subject.TaskService;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Does what a decision says.
 *
 * <p>A withdrawal, a stop and an opting out count from the receipt of the request, whenever they
 * are granted. A destruction is an event that makes every record due at once; holds and blocks keep
 * what they cover. The block of a request ends with its decision, unless it was what was asked for,
 * or keeps unlawful processing stopped.
 */
@ApplicationScoped
class Grants {

  private final EventService events;
  private final SubjectStore subjects;
  private final RestraintService restraints;
  private static final Set<RequestType> STOPPING =
      EnumSet.of(
          RequestType.WITHDRAW_CONSENT,
          RequestType.STOP_PROCESSING,
          RequestType.STOP_UNLAWFUL,
          RequestType.OPT_OUT);

  private final RequestReach reach;
  private final UnlawfulBlocks unlawful;
  private final RequestStore requests;
  private final TaskService tasks;
  private final Clock clock;

  Grants(
      EventService events,
      SubjectStore subjects,
      RestraintService restraints,
      RequestReach reach,
      UnlawfulBlocks unlawful,
      RequestStore requests,
      TaskService tasks,
      Clock clock) {
    this.events = events;
    this.subjects = subjects;
    this.restraints = restraints;
    this.reach = reach;
    this.unlawful = unlawful;
    this.requests = requests;
    this.tasks = tasks;
    this.clock = clock;
  }

  /**
   * Carries out a grant.
   *
   * <p><b>Errors</b>: {@code FORBIDDEN} where it would move more than the caller's grants cover.
   */
  Uni<Request> carryOut(SqlConnection tx, Caller caller, Request request, Kind kind) {
    if (!caller.coversAll(request.policy(), reach.of(request, kind))) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover all that this request would move");
    }
    boolean keeps = kind.type().asksForBlock() || kind.type() == RequestType.STOP_UNLAWFUL;
    return subjects
        .lock(tx, List.of(request.subject()))
        .chain(
            locked ->
                locked.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : events.report(tx, request.policy(), events(request, kind)))
        .chain(() -> keeps ? Uni.createFrom().voidItem() : release(tx, caller, request))
        .chain(
            () ->
                kind.type().destroys()
                    ? unlawful.release(tx, caller, request)
                    : Uni.createFrom().voidItem())
        .chain(() -> told(tx, request, kind))
        .replaceWith(request);
  }

  /** What processors and the product are told where processing stops; a run tells of the rest. */
  private Uni<Void> told(SqlConnection tx, Request request, Kind kind) {
    boolean block = kind.type().asksForBlock();
    if (!block && !STOPPING.contains(kind.type())) {
      return Uni.createFrom().voidItem();
    }
    List<String> purposes = request.asked().purposes();
    return requests
        .labelled(tx, request.subject(), request.asked().category())
        .chain(
            records ->
                tasks.stopped(
                    tx,
                    request.policy(),
                    records.stream()
                        .map(RequestStore.Labelled::category)
                        .distinct()
                        .filter(one -> serves(kind, one, purposes))
                        .toList(),
                    request.subject(),
                    block));
  }

  private static boolean serves(Kind kind, String category, List<String> purposes) {
    return purposes.isEmpty()
        || Optional.ofNullable(kind.document().categories().get(category))
            .filter(one -> one.purposes().stream().anyMatch(purposes::contains))
            .isPresent();
  }

  /** Ends the block that a request has placed, and what it has become. */
  Uni<Void> release(SqlConnection tx, Caller caller, Request request) {
    UUID block = request.progress().blockId();
    if (request.type() == RequestType.STOP_UNLAWFUL) {
      return unlawful.end(tx, caller, request);
    }
    return block == null
        ? Uni.createFrom().voidItem()
        : restraints.unblock(tx, caller, block).replaceWithVoid();
  }

  private static List<Reported> ofPurposes(Request request, String type) {
    List<String> purposes = request.asked().purposes();
    return (purposes.isEmpty() ? List.of("") : purposes)
        .stream()
            .map(
                purpose ->
                    new Reported(request.subject(), type, purpose, request.times().receivedAt()))
            .toList();
  }

  private List<Reported> events(Request request, Kind kind) {
    Instant received = request.times().receivedAt();
    UUID subject = request.subject();
    List<Reported> events = new ArrayList<>();
    switch (kind.type()) {
      case WITHDRAW_CONSENT, STOP_PROCESSING ->
          events.addAll(ofPurposes(request, PolicyDocument.CONSENT_WITHDRAWN));
      case OPT_OUT -> events.addAll(ofPurposes(request, PolicyDocument.OPTED_OUT));
      case DESTROY, DESTROY_UNLAWFUL ->
          events.add(
              new Reported(
                  subject,
                  PolicyDocument.DESTRUCTION_DEMANDED,
                  Optional.ofNullable(request.asked().category()).orElse(""),
                  clock.instant().truncatedTo(ChronoUnit.MICROS)));
      default -> {}
    }
    kind.rule().map(RequestRule::events).stream()
        .flatMap(List::stream)
        .forEach(type -> events.add(new Reported(subject, type, "", received)));
    return events;
  }
}
