package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;

/**
 * The key encryption key from a PKCS #12 file that a Kubernetes Secret mounts.
 *
 * <p>The file holds one secret key of 32 bytes under the alias {@code lethe}, protected by the
 * file's password: {@code keytool -genseckey -alias lethe -keyalg AES -keysize 256 -storetype
 * PKCS12}.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} at start when the file is not there, the password is
 * wrong, or the key is missing or of another size.
 */
@Singleton
class KeystoreKeyEncryptionKey {

  private static final String ALIAS = "lethe";
  private static final int KEY_LENGTH = 32;

  @Produces
  @Singleton
  @DefaultBean
  KeyEncryptionKey keyEncryptionKey(KeysConfig config) {
    return new SoftwareKeyEncryptionKey(read(config.keystore()));
  }

  private static SecretBytes read(KeysConfig.Keystore config) {
    char[] password = config.password().toCharArray();
    try (InputStream file = Files.newInputStream(config.path())) {
      KeyStore keystore = KeyStore.getInstance("PKCS12");
      keystore.load(file, password);
      Key key = keystore.getKey(ALIAS, password);
      if (key == null || key.getEncoded().length != KEY_LENGTH) {
        throw unavailable("has no AES key of 256 bits under the alias " + ALIAS);
      }
      byte[] bytes = key.getEncoded();
      SecretBytes secret = SecretBytes.copyOf(bytes);
      Arrays.fill(bytes, (byte) 0);
      return secret;
    } catch (IOException e) {
      throw unavailable("cannot be read; check lethe.keys.keystore.path and .password");
    } catch (GeneralSecurityException e) {
      throw unavailable("does not open; check lethe.keys.keystore.password");
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static ServiceException unavailable(String why) {
    return new ServiceException(ErrorCode.KEY_UNAVAILABLE, "the keystore " + why);
  }
}
