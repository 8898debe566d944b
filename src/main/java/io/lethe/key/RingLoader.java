package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TokenInput;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KeyEpochs.Epoch;
import io.lethe.key.RingStore.RingRow;
import io.lethe.key.RingStore.VersionRow;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the rings of a policy and opens them under the key encryption key.
 *
 * <p><b>Guarantee</b>: a ring that the data was written by is never made anew. Its tokens would
 * match no subject and no tombstone, and who was destroyed could be collected again.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when a ring does not open under the key encryption key;
 * {@code KEY_RING_MISMATCH} when the keys lack a ring that the data knows, or have another one.
 */
@ApplicationScoped
class RingLoader {

  private static final int KEY_LENGTH = 32;

  private final Database database;
  private final RingStore store;
  private final RingCheckStore checks;
  private final KeyEpochs epochs;
  private final KeyEncryptionKey keyEncryptionKey;
  private final Clock clock;

  RingLoader(
      Database database,
      RingStore store,
      RingCheckStore checks,
      KeyEpochs epochs,
      KeyEncryptionKey keyEncryptionKey,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.checks = checks;
    this.epochs = epochs;
    this.keyEncryptionKey = keyEncryptionKey;
    this.clock = clock;
  }

  /** Makes what a policy's rings lack and opens them all, as of an epoch that was read before. */
  Uni<PolicyKeys> load(String policy) {
    return epochs
        .begin(policy)
        .chain(() -> epochs.read(policy))
        .chain(
            epoch ->
                Multi.createFrom()
                    .items(RingPurpose.values())
                    .onItem()
                    .transformToUniAndConcatenate(purpose -> ring(policy, purpose, epoch))
                    .collect()
                    .asList()
                    .map(rings -> keys(policy, epoch, rings)));
  }

  private static PolicyKeys keys(String policy, Epoch epoch, List<Ring> rings) {
    Map<RingPurpose, Ring> byPurpose = new EnumMap<>(RingPurpose.class);
    for (int i = 0; i < rings.size(); i++) {
      byPurpose.put(RingPurpose.values()[i], rings.get(i));
    }
    return new PolicyKeys(policy, epoch.epoch(), epoch.generation(), byPurpose);
  }

  /** Makes the key of a further version, wrapped for the keys database. */
  Uni<byte[]> fresh(String ring, int version) {
    SecretBytes key = SecretBytes.random(KEY_LENGTH);
    return keyEncryptionKey.wrap(key, context(ring, version)).eventually(key::close);
  }

  private Uni<Ring> ring(String policy, RingPurpose purpose, Epoch epoch) {
    return store
        .find(purpose.ring(policy))
        .chain(
            found ->
                found.isPresent()
                    ? unwrap(found.get(), epoch).call(ring -> known(policy, purpose, ring))
                    : firstOf(policy, purpose, epoch));
  }

  /**
   * A new ring: the keys first, then the data. What ends between is mended by the next load, since
   * nothing in the data is under the ring yet.
   */
  private Uni<Ring> firstOf(String policy, RingPurpose purpose, Epoch epoch) {
    String name = purpose.ring(policy);
    return checks
        .find(name)
        .chain(
            known ->
                known.isPresent()
                    ? madeMeanwhile(policy, purpose, epoch)
                    : requireOpen(name)
                        .chain(() -> create(policy, purpose))
                        .chain(() -> store.require(name))
                        .chain(row -> unwrap(row, epoch))
                        .call(
                            ring ->
                                checks
                                    .keep(name, ring.check())
                                    .invoke(kept -> compare(ring, kept))));
  }

  /** A restored database may have what is under a ring that is to be restored, too. */
  private Uni<Void> requireOpen(String ring) {
    return database
        .isOpen()
        .invoke(
            open -> {
              if (!open) {
                throw new ServiceException(
                    ErrorCode.DATABASE_SEALED,
                    "ring " + ring + " is not made while the database is sealed");
              }
            })
        .replaceWithVoid();
  }

  /** Another replica has made it since it was looked for; if not, the keys have lost it. */
  private Uni<Ring> madeMeanwhile(String policy, RingPurpose purpose, Epoch epoch) {
    String name = purpose.ring(policy);
    return store
        .find(name)
        .map(found -> found.orElseThrow(() -> mismatch(name)))
        .chain(row -> unwrap(row, epoch))
        .call(ring -> known(policy, purpose, ring));
  }

  private Uni<Void> known(String policy, RingPurpose purpose, Ring ring) {
    return checks
        .find(ring.name())
        .chain(
            known ->
                known.isPresent()
                    ? Uni.createFrom().item(known)
                    : checks.keepIfUnused(policy, purpose, ring.name(), ring.check()))
        .invoke(known -> compare(ring, known))
        .replaceWithVoid();
  }

  private static void compare(Ring ring, Optional<byte[]> known) {
    if (known.filter(value -> MessageDigest.isEqual(value, ring.check())).isEmpty()) {
      throw mismatch(ring.name());
    }
  }

  private static ServiceException mismatch(String ring) {
    return new ServiceException(
        ErrorCode.KEY_RING_MISMATCH,
        "key ring "
            + ring
            + " is not the one that the data was written by;"
            + " restore the keys database, or point to the right one");
  }

  private Uni<Void> create(String policy, RingPurpose purpose) {
    String name = purpose.ring(policy);
    return Uni.combine()
        .all()
        .unis(fresh(name, 0), fresh(name, 1))
        .asTuple()
        .chain(
            wrapped ->
                store.create(
                    new RingRow(name, policy, purpose, wrapped.getItem1(), new ArrayList<>()),
                    wrapped.getItem2(),
                    clock.instant()));
  }

  private Uni<Ring> unwrap(RingRow row, Epoch epoch) {
    SortedMap<Integer, SecretBytes> versions = new TreeMap<>();
    return Rounds.each(row.versions(), version -> unwrap(row, version, versions))
        .chain(() -> keyEncryptionKey.unwrap(row.wrappedRoot(), context(row.name(), 0)))
        .onFailure()
        .invoke(() -> versions.values().forEach(SecretBytes::close))
        .map(root -> new Ring(row.name(), root, versions, active(row, epoch), row.highest()))
        .invoke(
            ring -> {
              if (!versions.containsKey(ring.active())) {
                throw mismatch(row.name());
              }
            });
  }

  private Uni<Void> unwrap(
      RingRow row, VersionRow version, SortedMap<Integer, SecretBytes> versions) {
    byte[] wrapped = version.wrapped();
    return wrapped == null
        ? Uni.createFrom().voidItem()
        : keyEncryptionKey
            .unwrap(wrapped, context(row.name(), version.version()))
            .invoke(key -> versions.put(version.version(), key))
            .replaceWithVoid();
  }

  /** Of the data ring the keys database alone decides; of the others the data does. */
  private static int active(RingRow row, Epoch epoch) {
    int stored = row.active().version();
    return row.purpose() == RingPurpose.DATA
        ? stored
        : epoch.active().getOrDefault(row.name(), stored);
  }

  /** What a wrapped key is bound to; 0 stands for a ring's root. */
  static byte[] context(String ring, int version) {
    return TokenInput.of("lethe-ring", ring, Integer.toString(version));
  }
}
