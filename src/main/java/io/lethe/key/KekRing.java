package io.lethe.key;

import io.lethe.access.Caller;
import io.lethe.key.Exposures.Exposure;
import io.lethe.key.RingStore.RingRow;
import io.lethe.key.RingStore.VersionRow;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.tuples.Tuple3;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The key encryption key as if it were a ring: its versions are its provider's, and what is under
 * them are the wrapped keys of every ring.
 */
@ApplicationScoped
class KekRing {

  /** Its name among the rings; no policy's ring ends like this. */
  static final String NAME = "key-encryption-key";

  private final RingStore store;
  private final LedgerKeyStore ledgerKeys;
  private final KeyEncryptionKey keyEncryptionKey;

  KekRing(RingStore store, LedgerKeyStore ledgerKeys, KeyEncryptionKey keyEncryptionKey) {
    this.store = store;
    this.ledgerKeys = ledgerKeys;
    this.keyEncryptionKey = keyEncryptionKey;
  }

  static boolean is(String ring) {
    return ring.equals(NAME);
  }

  /** It wraps the keys of every policy: whoever orders something of it needs a grant of them. */
  static void require(Caller caller) {
    if (!caller.coversEverything()) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such key ring");
    }
  }

  /**
   * Its versions, by their numbers, with how many keys each wraps. One that wraps keys and that its
   * provider has no more is listed after the others.
   */
  Uni<RingView> view() {
    return Uni.combine()
        .all()
        .unis(wrapped(), keyEncryptionKey.newest(), keyEncryptionKey.versions())
        .asTuple()
        .map(all -> new RingView(NAME, "key-encryption", versions(all)));
  }

  private List<RingView.Version> versions(
      Tuple3<List<Wrapped>, String, SortedMap<Integer, String>> all) {
    SortedMap<Integer, String> numbered = new TreeMap<>(all.getItem3());
    SortedMap<String, Long> uses = new TreeMap<>();
    all.getItem1().forEach(key -> uses.merge(version(key), 1L, Long::sum));
    uses.keySet().stream()
        .filter(name -> !numbered.containsValue(name))
        .forEach(name -> numbered.put(numbered.isEmpty() ? 1 : numbered.lastKey() + 1, name));
    List<RingView.Version> versions = new ArrayList<>();
    numbered.forEach(
        (number, name) ->
            versions.add(
                new RingView.Version(
                    number,
                    name,
                    name.equals(all.getItem2()) ? VersionState.ACTIVE : VersionState.RETIRED,
                    null,
                    null,
                    uses.getOrDefault(name, 0L))));
    return versions;
  }

  /** Makes a version, where the provider lets Lethe do so. */
  Uni<String> rotate() {
    return keyEncryptionKey.rotate();
  }

  /** The keys that are not under the newest version. */
  Uni<List<Wrapped>> old() {
    return Uni.combine()
        .all()
        .unis(wrapped(), keyEncryptionKey.newest())
        .asTuple()
        .map(
            both ->
                both.getItem1().stream()
                    .filter(key -> !version(key).equals(both.getItem2()))
                    .toList());
  }

  /** Wraps a key anew in the place of what was read; 0 when another replica was faster. */
  Uni<Integer> rewrap(Wrapped key) {
    return keyEncryptionKey
        .rewrap(key.bytes(), RingLoader.context(key.ring(), key.version()))
        .chain(
            bytes ->
                Arrays.equals(bytes, key.bytes()) ? Uni.createFrom().item(0) : replace(key, bytes));
  }

  private Uni<Integer> replace(Wrapped key, byte[] bytes) {
    if (key.ring().equals(LedgerKeys.RING)) {
      return ledgerKeys.replace(key.version(), key.bytes(), bytes);
    }
    return key.version() == 0
        ? store.replaceRoot(key.ring(), key.bytes(), bytes)
        : store.replace(key.ring(), key.version(), key.bytes(), bytes);
  }

  /** Removes what the older wrappings have left in the tables' pages. */
  Uni<Void> rewrite() {
    return store.rewrite();
  }

  /** What whoever has the key, and the keys database, can open: every version of every ring. */
  Uni<List<Exposure>> exposed() {
    return Uni.combine()
        .all()
        .unis(store.all(), ledgerKeys.all())
        .with(
            (rings, keys) -> {
              List<Exposure> exposed = new ArrayList<>();
              rings.forEach(
                  ring -> exposed.add(new Exposure("", "ring " + ring.name(), live(ring))));
              exposed.add(new Exposure("", "signing keys of the ledger", keys.size()));
              return exposed;
            });
  }

  private static long live(RingRow ring) {
    return ring.versions().stream()
        .filter(version -> version.state() != VersionState.DESTROYED)
        .count();
  }

  private String version(Wrapped key) {
    return keyEncryptionKey.version(key.bytes());
  }

  private Uni<List<Wrapped>> wrapped() {
    Uni<List<Wrapped>> ofRings =
        store
            .all()
            .onItem()
            .transformToMulti(rings -> Multi.createFrom().iterable(rings))
            .onItem()
            .transformToIterable(KekRing::wrapped)
            .collect()
            .asList();
    return Uni.combine()
        .all()
        .unis(ofRings, ledgerKeys.all())
        .with(
            (rings, keys) -> {
              List<Wrapped> all = new ArrayList<>(rings);
              keys.forEach(
                  key -> all.add(new Wrapped(LedgerKeys.RING, key.version(), key.wrapped())));
              return all;
            });
  }

  private static List<Wrapped> wrapped(RingRow ring) {
    List<Wrapped> keys = new ArrayList<>();
    keys.add(new Wrapped(ring.name(), 0, ring.wrappedRoot()));
    for (VersionRow version : ring.versions()) {
      byte[] bytes = version.wrapped();
      if (bytes != null) {
        keys.add(new Wrapped(ring.name(), version.version(), bytes));
      }
    }
    return keys;
  }

  /**
   * A wrapped key.
   *
   * @param version of the ring; 0 is its root
   */
  record Wrapped(String ring, int version, byte[] bytes) {

    @Override
    public String toString() {
      return "Wrapped[ring=" + ring + ", version=" + version + "]";
    }
  }
}
