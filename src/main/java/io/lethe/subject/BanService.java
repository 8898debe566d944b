package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Bans the collection of persons' data, and lifts bans: the one lawful way back.
 *
 * <p><b>Guarantee</b>: when a ban is answered, no record of the person is accepted, whatever its
 * date, also after the person was destroyed and after rotations; only keyed tokens are kept.
 */
@ApplicationScoped
public class BanService {

  private final Database database;
  private final BanStore bans;
  private final SubjectStore subjects;
  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final LedgerStore ledger;
  private final Clock clock;

  BanService(
      Database database,
      BanStore bans,
      SubjectStore subjects,
      PolicyCatalog policies,
      KeyRings rings,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.bans = bans;
    this.subjects = subjects;
    this.policies = policies;
    this.rings = rings;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Bans a subject that {@code tx} has locked, in the same transaction.
   *
   * <p><b>Errors</b>: {@code SUBJECT_UNKNOWN} when it is gone by now.
   */
  public Uni<Void> ban(SqlConnection tx, UUID subject) {
    return bans.ban(tx, subject, now())
        .invoke(
            banned -> {
              if (!banned) {
                throw new ServiceException(
                    ErrorCode.SUBJECT_UNKNOWN,
                    "the person was destroyed meanwhile; ban by the reference (/subjects/bans)");
              }
            })
        .replaceWithVoid();
  }

  /**
   * Says that the transaction makes subjects: before it looks for tombstones, so that a ban which
   * it does not see waits for it; and before it locks anything, as a ban does.
   */
  public Uni<Void> newcomer(SqlConnection tx, String policy) {
    return bans.newcomer(tx, policy);
  }

  /** Bans a person by the product's reference, known or not. */
  Uni<BanView> ban(Caller officer, BanInput input) {
    refuseUncovered(officer, input.policy());
    return rings.write(
        input.policy(),
        keys ->
            database.transaction(
                tx ->
                    rings
                        .hold(tx, keys)
                        .chain(() -> ban(tx, keys, input))
                        .chain(() -> log(tx, "subject.banned", officer, input))
                        .map(at -> new BanView(input.policy(), true, at))));
  }

  private Uni<Void> ban(SqlConnection tx, PolicyKeys keys, BanInput input) {
    PolicyKeys.SubjectTokens tokens = keys.subject(input.subject());
    return bans.awaitNewcomers(tx, input.policy())
        .chain(() -> subjects.find(tx, input.policy(), List.of(tokens)))
        .chain(
            found ->
                found.isEmpty()
                    ? bans.ban(tx, input.policy(), tokens, now())
                    : subjects.lock(tx, List.of(found.get(0))).chain(() -> ban(tx, found.get(0))));
  }

  /**
   * Lifts a ban.
   *
   * <p><b>Errors</b>: {@code BAN_NOT_IN_FORCE}.
   */
  Uni<BanView> lift(Caller officer, BanInput input) {
    refuseUncovered(officer, input.policy());
    return rings.write(
        input.policy(),
        keys ->
            database.transaction(
                tx ->
                    rings
                        .hold(tx, keys)
                        .chain(() -> bans.lift(tx, input.policy(), keys.subject(input.subject())))
                        .invoke(BanService::refuseNone)
                        .chain(() -> log(tx, "subject.ban-lifted", officer, input))
                        .map(at -> new BanView(input.policy(), false, at))));
  }

  private static void refuseNone(boolean lifted) {
    if (!lifted) {
      throw new ServiceException(
          ErrorCode.BAN_NOT_IN_FORCE, "there is nothing to lift; records are accepted");
    }
  }

  private void refuseUncovered(Caller officer, String policy) {
    if (!officer.coversPolicy(policy) || policies.published(policy).findAny().isEmpty()) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
    if (!officer.coversAll(policy, policies.categories(policy))) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover every category of the policy");
    }
  }

  private Uni<Instant> log(SqlConnection tx, String type, Caller officer, BanInput input) {
    Instant now = now();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("policy", input.policy());
    entry.put("authority", input.authority());
    entry.put("reason", input.reason());
    entry.put("actor", officer.id());
    return ledger.append(tx, type, now, entry).replaceWith(now);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
