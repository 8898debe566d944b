package io.lethe.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.crypto.Aead;
import io.lethe.crypto.SecretBytes;
import io.lethe.key.PolicyKeys;
import io.lethe.key.TestKeys;
import io.lethe.transform.Normalized;
import io.lethe.transform.Normalizer;
import io.lethe.transform.ValueType;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is done to a value, per second on one core, beside the bare primitive on the same values.
 *
 * <p>A pseudonym is made from the value as it was sent to the text that is stored: normalized,
 * prefixed with lengths, two layers, base64url.
 */
@Tag("benchmark")
class MethodsIT {

  private static final double TARGET = 0.5;
  private static final int VALUES = 1024;
  private static final byte[] AAD = new byte[32];
  private static final SecretBytes KEY = SecretBytes.random(32);

  private final TextNode[] sent = new TextNode[VALUES];
  private final byte[][] bytes = new byte[VALUES][];
  private int next;

  MethodsIT() {
    for (int i = 0; i < VALUES; i++) {
      sent[i] = TextNode.valueOf("device-%08d-4c1e-9a67-1fd2c5%06d".formatted(i, 7 * i));
      bytes[i] = sent[i].textValue().getBytes(UTF_8);
    }
  }

  @Test
  void pseudonymizeBesideBareHmac() throws Exception {
    PolicyKeys keys = TestKeys.fresh("sens");
    Normalizer normalizer = new Normalizer("RU");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(KEY.use(key -> new SecretKeySpec(key, "HmacSHA256")));
    Turns.Work bare = new Turns.Work("  bare HMAC-SHA-256", length(), () -> mac.doFinal(value()));
    Turns.compare(
        new Turns.Work("pseudonymize", length(), () -> pseudonym(keys, normalizer, node())),
        bare,
        TARGET);
    assertThat(pseudonym(keys, normalizer, sent[0]))
        .isEqualTo(pseudonym(keys, normalizer, sent[0]))
        .isNotEqualTo(pseudonym(keys, normalizer, sent[1]));
  }

  @Test
  void encryptBesideBareAesGcm() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    SecretKeySpec aes = KEY.use(key -> new SecretKeySpec(key, "AES"));
    SecureRandom random = new SecureRandom();
    Turns.compare(
        new Turns.Work("encrypt", length(), () -> Aead.seal(KEY, value(), AAD)),
        new Turns.Work(
            "  bare AES-256-GCM",
            length(),
            () -> {
              byte[] nonce = new byte[12];
              random.nextBytes(nonce);
              cipher.init(Cipher.ENCRYPT_MODE, aes, new GCMParameterSpec(128, nonce));
              cipher.updateAAD(AAD);
              return cipher.doFinal(value());
            }),
        TARGET);
    assertThat(Aead.open(KEY, Aead.seal(KEY, bytes[0], AAD), AAD)).isEqualTo(bytes[0]);
  }

  private static String pseudonym(PolicyKeys keys, Normalizer normalizer, TextNode node) {
    Normalized.Value value = (Normalized.Value) normalizer.normalize(ValueType.TEXT, node);
    return keys.pseudonym("device", ValueType.TEXT.yamlName(), value.key()).text();
  }

  private int length() {
    return bytes[0].length;
  }

  private byte[] value() {
    return bytes[next++ & (VALUES - 1)];
  }

  private TextNode node() {
    return sent[next++ & (VALUES - 1)];
  }
}
