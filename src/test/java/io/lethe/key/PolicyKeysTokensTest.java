package io.lethe.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TokenInput;
import io.lethe.crypto.VersionedToken;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Tokens that are stored must come out the same for ever: here they are computed once more with
 * nothing but the JDK's HMAC and AES.
 */
class PolicyKeysTokensTest {

  private static final byte[] ROOT = filled(1);
  private static final byte[] VERSION = filled(2);
  private static final String VALUE = "Zürich 8001, a value that is longer than one block of HMAC";

  private final PolicyKeys keys = keys();

  @Test
  void pseudonymsAreTwoLayersOverAllParts() throws Exception {
    assertThat(keys.pseudonym("device", "TEXT", VALUE).bytes())
        .isEqualTo(token(RingPurpose.PSEUDONYM, "device", "pseudonym", "TEXT", VALUE));
    assertThat(keys.pseudonym("device", "NAME", "").bytes())
        .isEqualTo(token(RingPurpose.PSEUDONYM, "device", "pseudonym", "NAME", ""));
    assertThat(keys.everyPseudonym("phone", "PHONE", "+79161234567"))
        .extracting(VersionedToken::bytes)
        .containsExactly(
            token(RingPurpose.PSEUDONYM, "phone", "pseudonym", "PHONE", "+79161234567"));
  }

  @Test
  void indexesAndSubjectsAreAsWell() throws Exception {
    assertThat(keys.index("email", "EMAIL", "a@example.org").bytes())
        .isEqualTo(token(RingPurpose.INDEX, "email", "index", "EMAIL", "a@example.org"));
    assertThat(keys.subject("u-1").active().bytes())
        .isEqualTo(token(RingPurpose.SUBJECT, "", "subject", "text", "u-1"));
  }

  /** HKDF-SHA-256 of one block (RFC 5869), HMAC, AES. */
  private static byte[] token(
      RingPurpose purpose, String domain, String use, String type, String value) throws Exception {
    byte[] extracted = hmac(new byte[32], ROOT);
    byte[] info = ("lethe/" + purpose.ring("sens") + "/" + domain + "\u0001").getBytes(UTF_8);
    byte[] root = hmac(extracted, info);
    byte[] mac = hmac(root, TokenInput.of("hmac-sha256/aes-256", use, "sens", domain, type, value));
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(VERSION, "AES"));
    return aes.doFinal(mac, 0, 16);
  }

  private static byte[] hmac(byte[] key, byte[] input) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(input);
  }

  private static PolicyKeys keys() {
    Map<RingPurpose, Ring> rings = new EnumMap<>(RingPurpose.class);
    for (RingPurpose purpose : RingPurpose.values()) {
      SortedMap<Integer, SecretBytes> versions = new TreeMap<>();
      versions.put(1, SecretBytes.copyOf(VERSION));
      rings.put(purpose, new Ring(purpose.ring("sens"), SecretBytes.copyOf(ROOT), versions, 1, 1));
    }
    return new PolicyKeys("sens", 1, 1, rings);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
