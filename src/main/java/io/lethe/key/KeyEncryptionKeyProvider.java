package io.lethe.key;

import io.quarkus.arc.DefaultBean;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Opens the key encryption key where {@code lethe.keys.provider} says it is. */
@Singleton
class KeyEncryptionKeyProvider {

  @Produces
  @Singleton
  @DefaultBean
  KeyEncryptionKey keyEncryptionKey(KeysConfig config, Vertx vertx, Clock clock) {
    return switch (config.provider()) {
      case KEYSTORE -> KeystoreKeyEncryptionKey.open(config.keystore());
      case VAULT -> VaultKeyEncryptionKey.connect(config.vault(), vertx, clock);
    };
  }
}
