package io.lethe.transform;

import io.lethe.crypto.BlockPermutation;
import io.lethe.crypto.FormatToken;
import io.lethe.crypto.Prf;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.TokenInput;
import io.lethe.crypto.TwoLayerPrf;
import io.lethe.crypto.VersionedToken;
import java.util.Arrays;
import java.util.TreeMap;

/** Tokens under fixed keys: root 00..1f, keys 11.. and 22.., the second active. */
final class FixedTokens implements FieldTokens {

  private final TwoLayerPrf prf;
  String indexed = "";
  int formatVersion = 3;

  FixedTokens() {
    byte[] root = new byte[32];
    TreeMap<Integer, BlockPermutation> keys = new TreeMap<>();
    for (int i = 0; i < root.length; i++) {
      root[i] = (byte) i;
    }
    for (int version = 1; version <= 2; version++) {
      byte[] key = new byte[32];
      Arrays.fill(key, (byte) (version * 0x11));
      keys.put(version, new BlockPermutation(SecretBytes.copyOf(key)));
    }
    prf = new TwoLayerPrf(new Prf(SecretBytes.copyOf(root)), keys, 2);
  }

  @Override
  public VersionedToken pseudonym(String domain, ValueType type, String key) {
    return prf.active(prf.seed(input("pseudonym", domain, type, key)));
  }

  @Override
  public FormatToken formatPreserving(String domain, TextFormat format, String text) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x33);
    byte[] tweak = TokenInput.of("format", domain, format.name());
    return new FormatToken(
        formatVersion, format.cipher(SecretBytes.copyOf(key)).encrypt(text, tweak));
  }

  @Override
  public VersionedToken index(String field, ValueType type, String key) {
    indexed = field + "|" + type + "|" + key;
    return prf.active(prf.seed(input("index", field, type, key)));
  }

  private static byte[] input(String use, String domain, ValueType type, String key) {
    return TokenInput.of("aes256", use, "sens", domain, type.yamlName(), key);
  }
}
