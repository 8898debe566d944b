package io.lethe.deployment;

import io.lethe.Keytool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that vouches for itself, as files of a secret: {@code tls.crt} and
 * {@code tls.key}.
 */
record ServerCertificate(Path certificate, Path key, SSLContext context) {

  private static final char[] PASSWORD = Keytool.PASSWORD.toCharArray();
  private static final String ALIAS = "server";

  static ServerCertificate create(Path directory) throws Exception {
    Path store = directory.resolve("server.p12");
    Keytool.selfSigned(store, ALIAS);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD);
    }
    return new ServerCertificate(
        pem(directory.resolve("tls.crt"), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
        pem(directory.resolve("tls.key"), "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded()),
        context(keys));
  }

  /** Presents it, and trusts it alone. */
  private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
    KeyManagerFactory presented =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    presented.init(keys, PASSWORD);
    KeyStore certificates = trusted(keys);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(presented.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static KeyStore trusted(KeyStore keys) throws GeneralSecurityException {
    try {
      KeyStore certificates = KeyStore.getInstance("PKCS12");
      certificates.load(null, null);
      certificates.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
      return certificates;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path pem(Path file, String what, byte[] encoded) throws IOException {
    byte[] line = "\n".getBytes(StandardCharsets.US_ASCII);
    return Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
            .formatted(what, Base64.getMimeEncoder(64, line).encodeToString(encoded)));
  }
}
