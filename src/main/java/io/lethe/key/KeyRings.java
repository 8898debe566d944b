package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TokenInput;
import io.lethe.key.KeyStore.RingRow;
import io.lethe.key.KeyStore.VersionRow;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rings of every policy, opened once and kept in memory.
 *
 * <p><b>Guarantee</b>: a ring that the data was written by is never made anew. Its tokens would
 * match no subject and no tombstone, and who was destroyed could be collected again.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when a ring does not open under the key encryption key;
 * {@code KEY_RING_MISMATCH} when the keys lack a ring that the data knows, or have another one.
 */
@ApplicationScoped
public class KeyRings {

  private static final int KEY_LENGTH = 32;

  private final KeyStore store;
  private final RingCheckStore checks;
  private final KeyEncryptionKey keyEncryptionKey;
  private final Clock clock;
  private final Map<String, PolicyKeys> open = new ConcurrentHashMap<>();

  KeyRings(KeyStore store, RingCheckStore checks, KeyEncryptionKey keyEncryptionKey, Clock clock) {
    this.store = store;
    this.checks = checks;
    this.keyEncryptionKey = keyEncryptionKey;
    this.clock = clock;
  }

  /** Makes what a policy's rings lack and opens them; does nothing when they are open. */
  public Uni<Void> ensure(String policy) {
    if (open.containsKey(policy)) {
      return Uni.createFrom().voidItem();
    }
    return Multi.createFrom()
        .items(RingPurpose.values())
        .onItem()
        .transformToUniAndConcatenate(purpose -> ring(policy, purpose))
        .collect()
        .asList()
        .map(rings -> new PolicyKeys(policy, byPurpose(policy, rings)))
        .invoke(keys -> open.put(policy, keys))
        .replaceWithVoid();
  }

  /**
   * The open rings of a policy.
   *
   * @throws ServiceException {@code KEY_UNAVAILABLE} when they are not open
   */
  public PolicyKeys of(String policy) {
    PolicyKeys keys = open.get(policy);
    if (keys == null) {
      throw new ServiceException(
          ErrorCode.KEY_UNAVAILABLE, "the key rings of policy " + policy + " are not open");
    }
    return keys;
  }

  private static Map<RingPurpose, Ring> byPurpose(String policy, List<Ring> rings) {
    Map<RingPurpose, Ring> all = new EnumMap<>(RingPurpose.class);
    for (RingPurpose purpose : RingPurpose.values()) {
      rings.stream()
          .filter(ring -> ring.name().equals(purpose.ring(policy)))
          .forEach(ring -> all.put(purpose, ring));
    }
    return all;
  }

  private Uni<Ring> ring(String policy, RingPurpose purpose) {
    return store
        .ring(purpose.ring(policy))
        .chain(
            found ->
                found.isPresent()
                    ? unwrap(found.get()).call(ring -> known(policy, ring))
                    : firstOf(policy, purpose));
  }

  /**
   * A new ring: the keys first, then the data. What ends between is mended at the next start, when
   * the data has nobody of the policy.
   */
  private Uni<Ring> firstOf(String policy, RingPurpose purpose) {
    String name = purpose.ring(policy);
    return checks
        .find(name)
        .invoke(
            known -> {
              if (known.isPresent()) {
                throw mismatch(name);
              }
            })
        .chain(() -> create(policy, purpose))
        .chain(() -> store.requireRing(name))
        .chain(this::unwrap)
        .call(ring -> checks.keep(name, ring.check()).invoke(known -> compare(ring, known)));
  }

  private Uni<Void> known(String policy, Ring ring) {
    return checks
        .find(ring.name())
        .chain(
            known ->
                known.isPresent()
                    ? Uni.createFrom().item(known)
                    : checks.keepIfUnused(policy, ring.name(), ring.check()))
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
        .unis(
            keyEncryptionKey.wrap(SecretBytes.random(KEY_LENGTH), context(name, 0)),
            keyEncryptionKey.wrap(SecretBytes.random(KEY_LENGTH), context(name, 1)))
        .asTuple()
        .chain(
            wrapped ->
                store.create(
                    new RingRow(
                        name,
                        policy,
                        purpose,
                        wrapped.getItem1(),
                        List.of(new VersionRow(1, "ACTIVE", wrapped.getItem2()))),
                    clock.instant()));
  }

  private Uni<Ring> unwrap(RingRow row) {
    SortedMap<Integer, SecretBytes> versions = new TreeMap<>();
    int active =
        row.versions().stream()
            .filter(version -> version.state().equals("ACTIVE"))
            .mapToInt(VersionRow::version)
            .findFirst()
            .orElseThrow();
    return Multi.createFrom()
        .iterable(row.versions())
        .onItem()
        .transformToUniAndConcatenate(
            version ->
                keyEncryptionKey
                    .unwrap(version.wrapped(), context(row.name(), version.version()))
                    .invoke(key -> versions.put(version.version(), key)))
        .collect()
        .asList()
        .chain(() -> keyEncryptionKey.unwrap(row.wrappedRoot(), context(row.name(), 0)))
        .map(root -> new Ring(row.name(), root, versions, active));
  }

  private static byte[] context(String ring, int version) {
    return TokenInput.of("lethe-ring", ring, Integer.toString(version));
  }
}
