package io.lethe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;

/** A PKCS #12 file with one random AES-256 key in it. */
public record KeystoreFile(Path path, String password) {

  /** The entry of the key. */
  public static final String ALIAS = "lethe";

  /** Writes a new one into this directory. */
  public static KeystoreFile create(Path directory) throws IOException, GeneralSecurityException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    KeystoreFile file = new KeystoreFile(directory.resolve("kek.p12"), "test-password");
    char[] password = file.password().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setEntry(
        ALIAS,
        new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
        new KeyStore.PasswordProtection(password));
    try (OutputStream out = Files.newOutputStream(file.path())) {
      store.store(out, password);
    }
    return file;
  }
}
