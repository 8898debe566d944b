package io.lethe.sidecar;

import io.lethe.crypto.Aead;
import io.lethe.crypto.Hkdf;
import io.lethe.crypto.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a spool is sealed under: the first of these keys, while every one of them opens.
 *
 * <p><b>Guarantee</b>: the keys of one directory open nothing of another.
 */
final class SpoolKeys implements AutoCloseable {

  private static final int LEAST_SECRET = 32;
  private static final String INFO = "lethe/spool/";

  private final List<SecretBytes> keys;

  private SpoolKeys(List<SecretBytes> keys) {
    this.keys = keys;
  }

  /** Takes secrets over, that which seals first. */
  static SpoolKeys of(SecretBytes... secrets) {
    return new SpoolKeys(List.of(secrets));
  }

  /**
   * Reads the secrets from their files.
   *
   * <p><b>Errors</b>: {@code SIDECAR_INVALID}.
   */
  static SpoolKeys open(SidecarConfig.Spool config) {
    Path file =
        config
            .keyFile()
            .orElseThrow(
                () -> CentreClient.invalid("a sidecar needs lethe.sidecar.spool.key-file"));
    SecretBytes current = read(file, "lethe.sidecar.spool.key-file");
    Optional<SecretBytes> previous =
        config
            .previousKeyFile()
            .filter(Files::exists)
            .map(before -> read(before, "lethe.sidecar.spool.previous-key-file"));
    return previous.map(before -> of(current, before)).orElseGet(() -> of(current));
  }

  private static SecretBytes read(Path file, String setting) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw CentreClient.invalid(setting + " cannot be read");
    }
    try {
      if (bytes.length < LEAST_SECRET) {
        throw CentreClient.invalid(setting + " has less than " + LEAST_SECRET + " bytes");
      }
      return SecretBytes.copyOf(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The keys of a directory, by its name in the layout of the spool. */
  SpoolKeys of(String directory) {
    return derived(new byte[0], INFO + directory);
  }

  /** Keys for one purpose of these, in the same order (RFC 5869). */
  SpoolKeys derived(byte[] salt, String info) {
    List<SecretBytes> derived = new ArrayList<>(keys.size());
    for (SecretBytes key : keys) {
      derived.add(
          Hkdf.derive(key, salt, info.getBytes(StandardCharsets.US_ASCII), Aead.KEY_LENGTH));
    }
    return new SpoolKeys(List.copyOf(derived));
  }

  /** That which seals. */
  SecretBytes sealing() {
    return keys.get(0);
  }

  /** All, that which seals first. */
  List<SecretBytes> opening() {
    return keys;
  }

  /** Wipes them. */
  @Override
  public void close() {
    keys.forEach(SecretBytes::close);
  }
}
