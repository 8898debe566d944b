package io.lethe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The JDK's own tool, on a PKCS #12 file with one entry. */
public final class Keytool {

  /** Of the file and of its entry. */
  public static final String PASSWORD = "changeit";

  private Keytool() {}

  /** Makes a certificate for 127.0.0.1 that vouches for itself. */
  public static void selfSigned(Path store, String alias) throws IOException, InterruptedException {
    run(
        store,
        alias,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + alias,
        "-ext",
        "SAN=ip:127.0.0.1",
        "-validity",
        "2");
  }

  /** Runs it on an entry. */
  public static void run(Path store, String alias, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Collections.addAll(command, arguments);
    Collections.addAll(command, "-alias", alias, "-storetype", "PKCS12");
    Collections.addAll(command, "-storepass", PASSWORD, "-keystore", store.toString());
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException("keytool exits with " + exit);
    }
  }
}
