package io.lethe.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadSiv;
import io.lethe.crypto.Alphabet;
import io.lethe.crypto.BlockPermutation;
import io.lethe.crypto.Ed25519;
import io.lethe.crypto.Ff1;
import io.lethe.crypto.GostAead;
import io.lethe.crypto.Hkdf;
import io.lethe.crypto.KeyWrap;
import io.lethe.crypto.LayoutCipher;
import io.lethe.crypto.Prf;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.Suite;
import io.lethe.crypto.TwoLayerPrf;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Operations per second of each primitive on one core, and of FF1 beside BouncyCastle's bare
 * engine, which has its key and tweak set once and reads no text.
 *
 * <p>It asserts what was computed and never how fast; {@link Turns} says how it is measured.
 */
@Tag("benchmark")
class PrimitivesIT {

  private static final double FF1_TARGET = 0.9;
  private static final byte[] KIBIBYTE = new byte[1024];
  private static final byte[] TOKEN_INPUT = new byte[96];
  private static final byte[] BLOCK = new byte[16];
  private static final byte[] AAD = new byte[32];
  private static final byte[] TWEAK = "sens/licence_key".getBytes(US_ASCII);
  private static final SecretBytes KEY = SecretBytes.random(32);

  @Test
  void everyPrimitiveOnOneCore() throws Exception {
    byte[] sealed = Aead.seal(KEY, KIBIBYTE, AAD);
    byte[] siv = AeadSiv.seal(KEY, KIBIBYTE, AAD);
    byte[] mgm = GostAead.seal(KEY, KIBIBYTE, AAD);
    byte[] publicKey = Ed25519.publicKey(KEY);
    byte[] signature = Ed25519.sign(KEY, BLOCK);
    Prf sha = new Prf(KEY);
    Prf streebog = Suite.GOST.prf(KEY);
    BlockPermutation aes = new BlockPermutation(KEY);
    BlockPermutation kuznyechik = BlockPermutation.kuznyechik(KEY);
    TwoLayerPrf tokens = tokens(Suite.HMAC_SHA256_AES256);
    TwoLayerPrf gostTokens = tokens(Suite.GOST);
    Stream.of(
            new Turns.Work("HMAC-SHA-256, 96 B", 96, () -> sha.compute(TOKEN_INPUT)),
            new Turns.Work("HMAC-Streebog-256, 96 B", 96, () -> streebog.compute(TOKEN_INPUT)),
            new Turns.Work("AES-256, one block", 16, () -> aes.encrypt(BLOCK)),
            new Turns.Work("Kuznyechik, one block", 16, () -> kuznyechik.encrypt(BLOCK)),
            new Turns.Work("token", 96, () -> tokens.active(tokens.seed(TOKEN_INPUT))),
            new Turns.Work(
                "token, gost", 96, () -> gostTokens.active(gostTokens.seed(TOKEN_INPUT))),
            new Turns.Work("AES-256-GCM seal, 1 KiB", 1024, () -> Aead.seal(KEY, KIBIBYTE, AAD)),
            new Turns.Work("AES-256-GCM open, 1 KiB", 1024, () -> Aead.open(KEY, sealed, AAD)),
            new Turns.Work(
                "AES-256-GCM-SIV seal, 1 KiB", 1024, () -> AeadSiv.seal(KEY, KIBIBYTE, AAD)),
            new Turns.Work("AES-256-GCM-SIV open, 1 KiB", 1024, () -> AeadSiv.open(KEY, siv, AAD)),
            new Turns.Work(
                "Kuznyechik-MGM seal, 1 KiB", 1024, () -> GostAead.seal(KEY, KIBIBYTE, AAD)),
            new Turns.Work("Kuznyechik-MGM open, 1 KiB", 1024, () -> GostAead.open(KEY, mgm, AAD)),
            new Turns.Work("AES-256-KWP wrap, 32 B", 32, () -> KeyWrap.wrap(KEY, KEY)),
            new Turns.Work("HKDF-SHA-256, 32 B", 32, () -> Hkdf.derive(KEY, BLOCK, AAD, 32)),
            new Turns.Work("Ed25519 sign, 16 B", 16, () -> Ed25519.sign(KEY, BLOCK)),
            new Turns.Work(
                "Ed25519 verify, 16 B", 16, () -> Ed25519.verify(publicKey, BLOCK, signature)))
        .forEach(Turns::best);
    assertThat(Aead.open(KEY, sealed, AAD)).isEqualTo(KIBIBYTE);
  }

  @Test
  void ff1BesideBouncyCastle() {
    byte[] key = KEY.use(byte[]::clone);
    Ff1 digits = new Ff1(KEY, Alphabet.DIGITS);
    for (int length : new int[] {10, 16, 32, 128}) {
      String text = "4510123456789012".repeat(8).substring(0, length);
      FPEFF1Engine engine = new FPEFF1Engine();
      engine.init(true, new FPEParameters(new KeyParameter(key), 10, TWEAK));
      byte[] numerals = new byte[length];
      for (int i = 0; i < length; i++) {
        numerals[i] = (byte) (text.charAt(i) - '0');
      }
      byte[] theirs = new byte[length];
      Turns.Work own =
          new Turns.Work("FF1, " + length + " digits", length, () -> digits.encrypt(text, TWEAK));
      Turns.Work bare =
          new Turns.Work(
              "  BouncyCastle's engine",
              length,
              () -> engine.processBlock(numerals, 0, length, theirs, 0));
      Turns.compare(own, bare, FF1_TARGET);
      StringBuilder expected = new StringBuilder();
      for (byte numeral : theirs) {
        expected.append((char) ('0' + numeral));
      }
      assertThat(digits.encrypt(text, TWEAK)).isEqualTo(expected.toString());
    }
    LayoutCipher layouts = new LayoutCipher(KEY);
    for (String text : new String[] {"A123456", "AB-12 345", "Паспорт 4510 123456"}) {
      Turns.Work mixed =
          new Turns.Work("layout " + text, text.length(), () -> layouts.encrypt(text, TWEAK));
      Turns.best(mixed);
      assertThat(layouts.decrypt(layouts.encrypt(text, TWEAK), TWEAK)).isEqualTo(text);
    }
  }

  private static TwoLayerPrf tokens(Suite suite) {
    TreeMap<Integer, BlockPermutation> live = new TreeMap<>();
    live.put(1, suite.permutation(KEY));
    return new TwoLayerPrf(suite.prf(KEY), live, 1);
  }
}
