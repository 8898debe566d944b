package io.lethe.sidecar;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a file of the spool: {@code LETHESP1 | salt(16) | check(28)}.
 *
 * <p>The file's key comes from the directory's and the salt (RFC 5869); the check is nothing,
 * sealed under it and bound to what stands before.
 *
 * @param key of the file; who takes the head wipes it
 * @param place what the file's entries are bound to
 * @param current whether the key is of those that seal
 */
record SpoolHead(SecretBytes key, byte[] place, boolean current) {

  /** In bytes. */
  static final int LENGTH = 52;

  private static final String INFO = "LETHESP1";
  private static final byte[] MAGIC = INFO.getBytes(StandardCharsets.US_ASCII);
  private static final int SALT = 16;

  /** Writes the head of a new file, and does not sync it. */
  static SpoolHead write(FileChannel channel, SpoolKeys keys) throws IOException {
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    byte[] place = ByteBuffer.allocate(MAGIC.length + SALT).put(MAGIC).put(salt).array();
    SecretBytes key = chosen(keys.derived(salt, INFO).opening(), 0);
    byte[] check = Aead.seal(key, new byte[0], place);
    WholeBytes.write(channel, ByteBuffer.allocate(LENGTH).put(place).put(check).flip(), 0);
    return new SpoolHead(key, place, true);
  }

  /** Reads the head of a file; null when it is not whole, or of another key. */
  static @Nullable SpoolHead read(FileChannel channel, SpoolKeys keys) throws IOException {
    byte[] head = WholeBytes.read(channel, 0, LENGTH);
    if (head == null) {
      return null;
    }
    byte[] place = Arrays.copyOf(head, MAGIC.length + SALT);
    byte[] check = Arrays.copyOfRange(head, place.length, LENGTH);
    byte[] salt = Arrays.copyOfRange(place, MAGIC.length, place.length);
    List<SecretBytes> derived = keys.derived(salt, INFO).opening();
    for (int i = 0; i < derived.size(); i++) {
      if (opens(derived.get(i), check, place)) {
        return new SpoolHead(chosen(derived, i), place, i == 0);
      }
    }
    return null;
  }

  private static boolean opens(SecretBytes key, byte[] check, byte[] place) {
    try {
      Aead.open(key, check, place);
      return true;
    } catch (AeadException e) {
      return false;
    }
  }

  /** One of them; the others are wiped. */
  private static SecretBytes chosen(List<SecretBytes> keys, int index) {
    for (int i = 0; i < keys.size(); i++) {
      if (i != index) {
        keys.get(i).close();
      }
    }
    return keys.get(index);
  }

  /** Names no key. */
  @Override
  public String toString() {
    return "SpoolHead[current=" + current + "]";
  }
}
