package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.LawOverlay;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RequestRule;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.request.OverlongBlock.Ground;
import io.lethe.request.OverlongBlockStore.Standing;
import io.lethe.subject.EventService;
import io.lethe.subject.EventService.Reported;
import io.lethe.subject.RestraintService;
import io.lethe.subject.SubjectStore;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that have lasted too long: those of which the policy gives the operator the right to
 * destroy, and those that keep data from the destruction that the law demands.
 *
 * <p><b>Guarantee</b>: nothing ends by itself; a person approves each.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, article 21(6).
 */
@ApplicationScoped
class OverlongBlocks {

  private static final Term SIX_MONTHS = Term.parse("P6M");
  private static final String CLAUSE = "152-FZ 21(6)";

  private final Database database;
  private final PolicyEpochs epochs;
  private final OverlongBlockStore store;
  private final RequestAccess access;
  private final PolicyCatalog policies;
  private final Calendars calendars;
  private final SubjectStore subjects;
  private final RestraintService restraints;
  private final EventService events;
  private final LedgerStore ledger;
  private final Clock clock;

  OverlongBlocks(
      Database database,
      PolicyEpochs epochs,
      OverlongBlockStore store,
      RequestAccess access,
      PolicyCatalog policies,
      Calendars calendars,
      SubjectStore subjects,
      RestraintService restraints,
      EventService events,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.epochs = epochs;
    this.store = store;
    this.access = access;
    this.policies = policies;
    this.calendars = calendars;
    this.subjects = subjects;
    this.restraints = restraints;
    this.events = events;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** A page of blocks in force, in the order of their ids. */
  Uni<List<Standing>> page(@Nullable String policy, UUID after, int limit) {
    return store.page(policy, now(), after, limit);
  }

  /** Those of a page that have lasted too long. */
  List<OverlongBlock> overlong(List<Standing> page) {
    return page.stream().flatMap(block -> overlong(block).stream()).toList();
  }

  /** Those of a page that have lasted too long, and that the caller may see. */
  List<OverlongBlock> overlong(Caller caller, List<Standing> page) {
    return overlong(page).stream()
        .filter(
            block -> access.covers(caller, block.policy(), RequestAccess.named(block.category())))
        .toList();
  }

  /**
   * Ends a block that has lasted too long. By the policy's right all that it covered is destroyed,
   * by the law's demand what is due.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code BLOCK_NOT_OVERLONG}.
   */
  Uni<OverlongBlock> approve(Caller caller, UUID id) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    return epochs.current(
        () ->
            database.transaction(
                tx ->
                    store
                        .find(tx, id, now())
                        .map(found -> require(officer, found))
                        .chain(block -> approve(tx, officer, block))));
  }

  private OverlongBlock require(Caller caller, Optional<Standing> found) {
    Standing block =
        found
            .filter(one -> access.covers(caller, one.policy(), RequestAccess.named(one.category())))
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.NOT_FOUND, "there is no such block in force on a person"));
    return overlong(block)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.BLOCK_NOT_OVERLONG, "neither policy nor law lets it be destroyed"));
  }

  private Uni<OverlongBlock> approve(SqlConnection tx, Caller officer, OverlongBlock block) {
    Instant now = now();
    List<Reported> demanded =
        block.ground() == Ground.LAW
            ? List.of()
            : List.of(
                new Reported(
                    block.subjectKey(),
                    PolicyDocument.DESTRUCTION_DEMANDED,
                    Optional.ofNullable(block.category()).orElse(""),
                    now));
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", block.blockId().toString());
    entry.put("policy", block.policy());
    entry.put("subject", block.subjectKey().toString());
    entry.put("lastDay", block.lastDay().toString());
    entry.put("ground", block.ground().name());
    entry.put("clause", block.clause());
    entry.put("actor", officer.id());
    return subjects
        .lock(tx, List.of(block.subjectKey()))
        .chain(() -> restraints.unblock(tx, officer, block.blockId()))
        .chain(() -> events.report(tx, block.policy(), demanded))
        .chain(() -> ledger.append(tx, "block.destruction-approved", now, entry))
        .replaceWith(block);
  }

  private Optional<OverlongBlock> overlong(Standing block) {
    return byPolicy(block).or(() -> byLaw(block));
  }

  private Optional<OverlongBlock> byPolicy(Standing block) {
    if (block.version() == null || block.rule() == null) {
      return Optional.empty();
    }
    PolicyDocument document = access.document(block.policy(), block.version());
    RequestRule rule = document.requests().get(block.rule());
    return rule.destroyAfter()
        .flatMap(term -> past(document, block, term, Ground.POLICY, rule.clause()));
  }

  private Optional<OverlongBlock> byLaw(Standing block) {
    return policies
        .active(block.policy())
        .map(PolicyVersion::document)
        .filter(document -> block.due() && document.law().contains(LawOverlay.RU_152_FZ))
        .flatMap(document -> past(document, block, SIX_MONTHS, Ground.LAW, CLAUSE));
  }

  private Optional<OverlongBlock> past(
      PolicyDocument document, Standing block, Term term, Ground ground, String clause) {
    LocalDate last =
        term.after(
                LocalDate.ofInstant(block.placedAt(), document.zone()),
                calendars.find(document.calendar()).orElseThrow())
            .day();
    Instant over = last.plusDays(1).atStartOfDay(document.zone()).toInstant();
    return now().isBefore(over)
        ? Optional.empty()
        : Optional.of(
            new OverlongBlock(
                block.id(),
                block.policy(),
                block.category(),
                block.subject(),
                block.request(),
                block.placedAt(),
                last,
                ground,
                clause));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
