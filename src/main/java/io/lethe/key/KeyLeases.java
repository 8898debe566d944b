package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which versions of which rings are outside, and until when.
 *
 * <p><b>Guarantee</b>: a version is destroyed after the last lease that has it has ended. From the
 * moment somebody asks for its destruction no lease gets it. A lease that counts as having a
 * version has the key that the version writes by.
 */
@ApplicationScoped
public class KeyLeases {

  private static final int LEASE_LOCK = 4718;

  /** By how much a clock that says when a lease ends may be ahead. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final Database database;
  private final KeyEpochs epochs;
  private final Clock clock;

  KeyLeases(Database database, KeyEpochs epochs, Clock clock) {
    this.database = database;
    this.epochs = epochs;
    this.clock = clock;
  }

  /**
   * Versions of the ring of pseudonyms that somebody has asked to destroy; until the transaction
   * ends nobody looks whether they are leased.
   *
   * <p><b>Errors</b>: {@link StaleKeys} when the rings have changed since these keys were read: a
   * version may be destroyed since, or a newer one be about to write.
   */
  public Uni<Set<Integer>> leaving(SqlConnection tx, PolicyKeys keys) {
    String ring = RingPurpose.PSEUDONYM.ring(keys.policy());
    return tx.preparedQuery("SELECT pg_advisory_xact_lock_shared($1, hashtext($2))::text")
        .execute(Tuple.of(LEASE_LOCK, ring))
        .chain(() -> epochs.verifyGeneration(tx, keys))
        .chain(
            () ->
                tx.preparedQuery(
                        "SELECT version FROM key_job WHERE ring = $1 AND kind = 'DESTROY'"
                            + " AND finished_at IS NULL")
                    .execute(Tuple.of(ring)))
        .map(rows -> new HashSet<>(Columns.all(rows, row -> row.getInteger("version"))));
  }

  /**
   * Registers a lease, and forgets what has ended. A caller that renews what it has has one row,
   * for a day at most.
   *
   * @return whether it is another one than the caller has had today
   */
  public Uni<Boolean> register(SqlConnection tx, Lease lease) {
    return tx.preparedQuery("DELETE FROM key_lease WHERE ring = $1 AND until < $2")
        .execute(Tuple.of(lease.ring(), Columns.utc(clock.instant())))
        .chain(
            () ->
                tx.preparedQuery(
                        """
                        UPDATE key_lease SET until = GREATEST(until, $7)
                        WHERE ring = $2 AND caller = $3 AND versions = $4 AND domains = $5
                          AND granted_at > $6::timestamptz - interval '1 day' AND id <> $1
                        """)
                    .execute(columns(lease)))
        .chain(
            renewed ->
                renewed.rowCount() > 0
                    ? Uni.createFrom().item(false)
                    : insert(tx, lease).replaceWith(true));
  }

  private static Uni<Void> insert(SqlConnection tx, Lease lease) {
    return tx.preparedQuery(
            """
            INSERT INTO key_lease (id, ring, caller, versions, domains, granted_at, until)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """)
        .execute(columns(lease))
        .replaceWithVoid();
  }

  private static Tuple columns(Lease lease) {
    return Tuple.tuple()
        .addUUID(lease.id())
        .addString(lease.ring())
        .addString(lease.caller())
        .addArrayOfInteger(lease.versions().toArray(new Integer[0]))
        .addArrayOfString(lease.domains().toArray(new String[0]))
        .addOffsetDateTime(Columns.utc(lease.grantedAt()))
        .addOffsetDateTime(Columns.utc(lease.until().plus(SLACK)));
  }

  /**
   * Takes a version out of every lease: its key is no longer the one that was leased. In the same
   * transaction the policy's rings change, so that none is granted after it with the key of before.
   */
  Uni<Void> withdraw(SqlConnection tx, String ring, int version) {
    return exclude(tx, ring)
        .chain(
            () ->
                tx.preparedQuery(
                        """
                        UPDATE key_lease SET versions = array_remove(versions, $2::integer)
                        WHERE ring = $1 AND $2::integer = ANY(versions)
                        """)
                    .execute(Tuple.of(ring, version)))
        .replaceWithVoid();
  }

  /** Waits for whoever is granting a lease of a ring; nobody else does until the end of this. */
  private static Uni<Void> exclude(SqlConnection tx, String ring) {
    return tx.preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))::text")
        .execute(Tuple.of(LEASE_LOCK, ring))
        .replaceWithVoid();
  }

  /**
   * Refuses to go on while a lease has a version.
   *
   * <p><b>Errors</b>: {@code KEY_IN_USE}.
   */
  Uni<Void> refuseLeased(String ring, int version) {
    return afterGrants(
            ring,
            version,
            "SELECT max(until) AS until FROM key_lease"
                + " WHERE ring = $1 AND until > $2 AND $3 = ANY(versions)")
        .map(found -> Optional.ofNullable(Columns.instant(found, "until")))
        .invoke(
            until ->
                until.ifPresent(
                    end -> {
                      throw new ServiceException(
                          ErrorCode.KEY_IN_USE,
                          "version " + version + " of ring " + ring + " is leased until " + end);
                    }))
        .replaceWithVoid();
  }

  /**
   * Whether every lease in force has a version, and each that is granted from now on: whoever is
   * granting one has committed, and whoever begins finds that the rings have changed.
   */
  Uni<Boolean> haveAll(String ring, int version) {
    return afterGrants(
            ring,
            version,
            """
            SELECT NOT EXISTS (
              SELECT 1 FROM key_lease
              WHERE ring = $1 AND until > $2 AND NOT $3 = ANY(versions)) AS all_have
            """)
        .map(found -> found.getBoolean("all_have"));
  }

  /** Asks about a version when whoever is granting a lease now has committed. */
  private Uni<Row> afterGrants(String ring, int version, String question) {
    return database
        .transaction(
            tx ->
                exclude(tx, ring)
                    .chain(
                        () ->
                            tx.preparedQuery(question)
                                .execute(Tuple.of(ring, Columns.utc(clock.instant()), version))))
        .map(rows -> rows.iterator().next());
  }

  /**
   * A lease of one ring.
   *
   * @param id of the whole lease, which may be of several rings
   * @param until as its holder was told
   */
  public record Lease(
      UUID id,
      String ring,
      String caller,
      Collection<Integer> versions,
      Collection<String> domains,
      Instant grantedAt,
      Instant until) {}
}
