package io.lethe.sidecar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate of 127.0.0.1 that vouches for itself: a keystore for a server, a PEM for clients.
 */
record Certificate(Path keystore, Path pem, String password) {

  private static final String PASSWORD = "test-password";
  private static final Path KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool");

  static Certificate create(Path directory) throws IOException, InterruptedException {
    Path keystore = directory.resolve("centre.p12");
    Path pem = directory.resolve("centre.pem");
    keytool(
        keystore,
        "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=centre -ext san=ip:127.0.0.1"
            + " -validity 30");
    keytool(keystore, "-exportcert -rfc -file " + pem);
    return new Certificate(keystore, pem, PASSWORD);
  }

  private static void keytool(Path keystore, String arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(KEYTOOL.toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(
        List.of("-alias", "centre", "-keystore", keystore.toString(), "-storepass", PASSWORD));
    command.addAll(List.of("-storetype", "PKCS12"));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + process.exitValue());
    }
  }
}
