package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Open rings of a policy without a database. */
public final class TestKeys {

  private TestKeys() {}

  /** Fresh random rings of one version each. */
  public static PolicyKeys fresh(String policy) {
    Map<RingPurpose, Ring> rings = new EnumMap<>(RingPurpose.class);
    for (RingPurpose purpose : RingPurpose.values()) {
      SortedMap<Integer, SecretBytes> versions = new TreeMap<>();
      versions.put(1, SecretBytes.random(32));
      rings.put(purpose, new Ring(purpose.ring(policy), SecretBytes.random(32), versions, 1, 1));
    }
    return new PolicyKeys(policy, 1, 1, rings);
  }
}
