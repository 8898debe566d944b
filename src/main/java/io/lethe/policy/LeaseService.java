package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KeyLeases;
import io.lethe.key.KeyRings;
import io.lethe.key.LeasedRing;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.LeaseView.Covered;
import io.lethe.policy.LeaseView.LeasedKeys;
import io.lethe.policy.LeaseView.LeasedPolicy;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leases to a sidecar what it answers by: active documents, and keys of pseudonyms.
 *
 * <p><b>Guarantee</b>: a lease is registered before it is answered, and in the ledger where it is
 * not one that a caller has renewed within the day; it has keys of nothing but pseudonyms, in
 * domains that the caller's grants cover. A policy whose keys cannot be had is leased without them.
 */
@ApplicationScoped
class LeaseService {

  private final Database database;
  private final PolicyRows rows;
  private final PolicyLoader loader;
  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final KeyLeases leases;
  private final LedgerStore ledger;
  private final LeasesConfig config;
  private final Clock clock;

  LeaseService(
      Database database,
      PolicyRows rows,
      PolicyLoader loader,
      PolicyCatalog policies,
      KeyRings rings,
      KeyLeases leases,
      LedgerStore ledger,
      LeasesConfig config,
      Clock clock) {
    this.database = database;
    this.rows = rows;
    this.loader = loader;
    this.policies = policies;
    this.rings = rings;
    this.leases = leases;
    this.ledger = ledger;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Leases whatever is granted.
   *
   * <p><b>Errors</b>: {@code LEASES_DISABLED}, {@code KEY_UNAVAILABLE}.
   */
  Uni<LeaseView> grant(Caller caller) {
    if (!config.enabled()) {
      return Uni.createFrom()
          .failure(new ServiceException(ErrorCode.LEASES_DISABLED, "set lethe.leases.enabled"));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Order order = new Order(UUID.randomUUID(), caller, now, now.plus(config.term()));
    List<LeasedPolicy> leased = new ArrayList<>();
    return rows.active()
        .call(active -> isBehind(caller, active) ? loader.refresh() : Uni.createFrom().voidItem())
        .chain(
            active ->
                Rounds.each(
                    active.stream().filter(version -> isLeased(caller, version)).toList(),
                    version -> policy(order, version).invoke(leased::add)))
        .onFailure()
        .invoke(() -> leased.forEach(LeasedPolicy::wipe))
        .map(
            done ->
                new LeaseView(
                    order.id(),
                    order.at(),
                    order.until(),
                    config.term().toSeconds(),
                    caller.grants().stream().map(Covered::of).toList(),
                    leased));
  }

  /** Whether another replica has activated what this one has not read: a lease would lack it. */
  private boolean isBehind(Caller caller, List<PolicyVersionEntity> active) {
    return active.stream()
        .filter(version -> caller.coversPolicy(version.policy))
        .anyMatch(
            version ->
                policies
                    .active(version.policy)
                    .filter(known -> known.version() == version.version)
                    .isEmpty());
  }

  private boolean isLeased(Caller caller, PolicyVersionEntity version) {
    return caller.coversPolicy(version.policy)
        && policies
            .active(version.policy)
            .filter(active -> active.version() == version.version)
            .filter(policies::resides)
            .isPresent();
  }

  private Uni<LeasedPolicy> policy(Order order, PolicyVersionEntity version) {
    Set<String> domains =
        LeasableDomains.of(
            order.caller(),
            policies.version(version.policy, version.version),
            policies.published(version.policy));
    return domains.isEmpty()
        ? Uni.createFrom().item(view(version, null))
        : rings
            .write(version.policy, keys -> keys(order, keys, domains))
            .map(keys -> view(version, keys))
            .onFailure(LeaseService::isOfItsKeys)
            .recoverWithItem(() -> view(version, null));
  }

  private static boolean isOfItsKeys(Throwable failure) {
    return failure instanceof ServiceException known && known.code() == ErrorCode.KEY_UNAVAILABLE;
  }

  private Uni<LeasedKeys> keys(Order order, PolicyKeys keys, Set<String> domains) {
    String ring = RingPurpose.PSEUDONYM.ring(keys.policy());
    return database.transaction(
        tx ->
            rings
                .hold(tx, keys)
                .chain(() -> leases.leaving(tx, keys))
                .chain(
                    leaving -> {
                      try (LeasedRing leased = keys.lease(domains, leaving)) {
                        return register(tx, order, ring, leased).replaceWith(LeasedKeys.of(leased));
                      }
                    }));
  }

  private Uni<Void> register(SqlConnection tx, Order order, String ring, LeasedRing leased) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("lease", order.id().toString());
    entry.put("caller", order.caller().id());
    entry.put("ring", ring);
    entry.put("versions", text(leased.versions().keySet()));
    entry.put("domains", text(leased.domains()));
    entry.put("until", order.until().toString());
    return leases
        .register(
            tx,
            new KeyLeases.Lease(
                order.id(),
                ring,
                order.caller().id(),
                List.copyOf(leased.versions().keySet()),
                List.copyOf(leased.domains()),
                order.at(),
                order.until()))
        .chain(
            other ->
                other
                    ? ledger.append(tx, "lease.granted", order.at(), entry).replaceWithVoid()
                    : Uni.createFrom().voidItem());
  }

  private static String text(Set<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private LeasedPolicy view(PolicyVersionEntity version, @Nullable LeasedKeys keys) {
    PolicyVersion active = policies.version(version.policy, version.version);
    return new LeasedPolicy(
        version.policy,
        version.version,
        version.hash,
        active.activatedAt().orElseThrow(),
        version.yaml,
        active.document().categories().keySet().stream().filter(active::blocks).toList(),
        keys);
  }

  private record Order(UUID id, Caller caller, Instant at, Instant until) {}
}
