package io.lethe.statement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.Sha256;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.Redacted;
import io.lethe.statement.StatementFacts.Span;
import io.lethe.statement.StatementStore.Written;
import io.lethe.subject.Clocks;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Writes the statement of each month of each policy, once, some hours after the month has ended in
 * the policy's zone.
 *
 * <p><b>Guarantee</b>: a month has one statement, however many replicas there are; the ledger has
 * its hash by the same transaction. Months that an outage has left out are caught up, the oldest
 * first, from the policy's first activation on.
 */
@ApplicationScoped
public class StatementService {

  private static final Logger LOG = Logger.getLogger(StatementService.class);

  /** Months of a policy that one look writes. */
  private static final int AT_ONCE = 12;

  private final Database database;
  private final StatementStore store;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final StatementConfig config;
  private final ObjectMapper json;
  private final Clock clock;
  private final Ids ids = new Ids();

  StatementService(
      Database database,
      StatementStore store,
      PolicyCatalog policies,
      Clocks clocks,
      LedgerStore ledger,
      TrustedTime time,
      StatementConfig config,
      ObjectMapper json,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.policies = policies;
    this.clocks = clocks;
    this.ledger = ledger;
    this.time = time;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /** One look at every policy; one that fails keeps no other from its statement. */
  public Uni<Void> once() {
    return database
        .now()
        .map(time::cutoff)
        .chain(now -> Rounds.each(policies.names(), policy -> alone(policy, now)));
  }

  private Uni<Void> alone(String policy, Instant now) {
    return write(policy, now)
        .onFailure()
        .invoke(
            failure ->
                LOG.errorf(
                    Redacted.of(failure),
                    "a statement of %s is not written, and is left to the next look",
                    policy))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> write(String policy, Instant now) {
    return Rounds.of(
            new Round(0, true),
            round ->
                database
                    .transaction(tx -> next(tx, policy, now))
                    .map(wrote -> new Round(round.months() + 1, wrote)),
            round -> round.wrote() && round.months() < AT_ONCE)
        .replaceWithVoid();
  }

  /** Writes the oldest month that lacks a statement; whether there was one, and it was ours. */
  private Uni<Boolean> next(SqlConnection tx, String policy, Instant now) {
    return store
        .lead(tx, policy)
        .chain(
            leads ->
                leads
                    ? store
                        .months(tx, policy)
                        .map(written -> missing(policy, written, now))
                        .chain(
                            month ->
                                month.isEmpty()
                                    ? Uni.createFrom().item(false)
                                    : write(tx, policy, month.get(), now).replaceWith(true))
                    : Uni.createFrom().item(false));
  }

  private Optional<YearMonth> missing(String policy, Set<YearMonth> written, Instant now) {
    List<PolicyVersion> history = policies.history(policy);
    if (history.isEmpty()) {
      return Optional.empty();
    }
    ZoneId zone = policies.zone(policy);
    YearMonth first = YearMonth.from(history.get(0).activatedAt().orElseThrow().atZone(zone));
    YearMonth under = YearMonth.from(now.minus(config.after()).atZone(zone));
    return Stream.iterate(first, month -> month.isBefore(under), month -> month.plusMonths(1))
        .filter(month -> !written.contains(month))
        .findFirst();
  }

  private Uni<Void> write(SqlConnection tx, String policy, YearMonth month, Instant now) {
    ZoneId zone = policies.zone(policy);
    Span span =
        new Span(
            policy,
            month.atDay(1).atStartOfDay(zone).toInstant(),
            month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant(),
            now.truncatedTo(ChronoUnit.MICROS));
    SortedMap<String, Instant> overdueBefore = new TreeMap<>();
    policies
        .categories(policy)
        .forEach(
            category -> overdueBefore.put(category, clocks.overdueBefore(policy, category, now)));
    return StatementFacts.of(tx, span, overdueBefore)
        .chain(facts -> persist(tx, policy, month, facts));
  }

  private Uni<Void> persist(SqlConnection tx, String policy, YearMonth month, String facts) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UUID id = ids.timed(0, at.toEpochMilli());
    String content = content(id, month, facts);
    Written written = new Written(id, policy, month.toString(), at, Sha256.hex(content));
    return store
        .insert(tx, written, content)
        .chain(
            () ->
                ledger.append(
                    tx,
                    "statement.written",
                    at,
                    Map.of(
                        "statement", id.toString(),
                        "policy", policy,
                        "month", month.toString(),
                        "hash", written.hash())));
  }

  private String content(UUID id, YearMonth month, String facts) {
    try {
      ObjectNode whole = (ObjectNode) json.readTree(facts);
      whole.put("id", id.toString()).put("month", month.toString());
      return json.writeValueAsString(json.treeToValue(whole, Statement.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the facts of a statement are not as they should be", e);
    }
  }

  private record Round(int months, boolean wrote) {}
}
