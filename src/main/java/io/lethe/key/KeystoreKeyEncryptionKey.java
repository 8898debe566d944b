package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.SecretKeyEntry;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The key encryption key from a PKCS #12 file that a Kubernetes Secret mounts.
 *
 * <p>The file holds secret keys of 32 bytes, each a version, protected by the file's password:
 * {@code keytool -genseckey -alias lethe-2 -keyalg AES -keysize 256 -storetype PKCS12}. The one
 * under the configured alias wraps, the others still unwrap. Aliases know no capitals.
 *
 * <p><b>Errors</b>: {@code KEYSTORE_UNREADABLE}, {@code KEYSTORE_PASSWORD} or {@code
 * KEYSTORE_INVALID}, each with the setting to check.
 */
final class KeystoreKeyEncryptionKey {

  private KeystoreKeyEncryptionKey() {}

  /** Reads the file; it is not read again. */
  static SoftwareKeyEncryptionKey open(KeysConfig.Keystore config) {
    char[] password = config.password().toCharArray();
    try {
      Map<String, SecretBytes> versions = versions(load(config, password), password);
      String alias = config.alias().toLowerCase(Locale.ROOT);
      if (!versions.containsKey(alias)) {
        throw invalid("no secret key under the alias of lethe.keys.keystore.alias");
      }
      return new SoftwareKeyEncryptionKey(versions, alias);
    } catch (UnrecoverableKeyException e) {
      throw new ServiceException(
          ErrorCode.KEYSTORE_PASSWORD,
          "a key has another password than the keystore; give it that of"
              + " lethe.keys.keystore.password");
    } catch (GeneralSecurityException e) {
      throw invalid("an entry that this Java cannot read");
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static KeyStore load(KeysConfig.Keystore config, char[] password)
      throws GeneralSecurityException {
    KeyStore keystore = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(config.path())) {
      keystore.load(file, password);
      return keystore;
    } catch (IOException e) {
      // So KeyStore.load says that the password is wrong.
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new ServiceException(
            ErrorCode.KEYSTORE_PASSWORD,
            "the keystore does not open; check lethe.keys.keystore.password");
      }
      throw new ServiceException(
          ErrorCode.KEYSTORE_UNREADABLE,
          "there is no readable PKCS #12 file; check lethe.keys.keystore.path");
    }
  }

  private static Map<String, SecretBytes> versions(KeyStore keystore, char[] password)
      throws GeneralSecurityException {
    Map<String, SecretBytes> versions = new HashMap<>();
    for (String alias : Collections.list(keystore.aliases())) {
      if (keystore.entryInstanceOf(alias, SecretKeyEntry.class)) {
        if (!WrappedKey.named(alias)) {
          throw invalid("an alias that is not 1 to 100 of a-z 0-9 . _ -");
        }
        versions.put(alias, key(keystore, alias, password));
      }
    }
    return versions;
  }

  private static SecretBytes key(KeyStore keystore, String alias, char[] password)
      throws GeneralSecurityException {
    Key key = keystore.getKey(alias, password);
    byte[] bytes = key.getEncoded();
    try {
      if (bytes.length != SoftwareKeyEncryptionKey.KEY_LENGTH) {
        throw invalid("under the alias " + alias + " a key that has not 256 bits");
      }
      return SecretBytes.copyOf(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static ServiceException invalid(String what) {
    return new ServiceException(
        ErrorCode.KEYSTORE_INVALID, "the keystore of lethe.keys.keystore.path has " + what);
  }
}
