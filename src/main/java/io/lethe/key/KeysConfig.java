package io.lethe.key;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Settings of the key encryption key. */
@ConfigMapping(prefix = "lethe.keys")
public interface KeysConfig {

  /** The keystore that holds the key encryption key. */
  Keystore keystore();

  /** Settings of the keystore. */
  interface Keystore {

    /** The PKCS #12 file. */
    Path path();

    /** Its password. */
    String password();
  }
}
