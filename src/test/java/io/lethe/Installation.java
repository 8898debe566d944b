package io.lethe;

import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a production build needs around it, for any number of replicas: a database, an issuer, a
 * keystore, an operator for {@code sens}, and a caller of every role with all grants; of security
 * two.
 */
public final class Installation implements AutoCloseable {

  /** Another person of security, for what takes two. */
  public static final String SECOND_PERSON = "second-person";

  private final TestPostgres.Database database;
  private final OidcDouble issuer;
  private final Map<String, String> settings;
  private final List<ProductionProcess> replicas = new ArrayList<>();

  private Installation(
      TestPostgres.Database database, OidcDouble issuer, Map<String, String> settings) {
    this.database = database;
    this.issuer = issuer;
    this.settings = settings;
  }

  /**
   * Prepares one and starts nothing of it.
   *
   * @param directory for the keystore
   * @param more settings beside those that it needs, or in their place
   */
  public static Installation create(
      TestPostgres.Database database, Path directory, Map<String, String> more)
      throws IOException, GeneralSecurityException {
    OidcDouble issuer = OidcDouble.start();
    Map<String, String> settings =
        ProductionProcess.settings(database, issuer, KeystoreFile.create(directory));
    settings.put("lethe.operators.sens.name", "SENS Sample LLC");
    settings.put("lethe.operators.sens.address", "1 Sample Street, Moscow, 101000");
    for (Role role : Role.values()) {
      grant(settings, role.ordinal(), role.label(), role);
    }
    grant(settings, Role.values().length, SECOND_PERSON, Role.SECURITY);
    settings.putAll(more);
    if (more.containsKey("lethe.keys.provider")) {
      settings.keySet().removeIf(name -> name.startsWith("lethe.keys.keystore."));
    }
    return new Installation(database, issuer, settings);
  }

  private static void grant(Map<String, String> settings, int number, String subject, Role role) {
    String grant = "lethe.access.grants[" + number + "].";
    settings.put(grant + "issuer", settings.get("lethe.oidc.issuer"));
    settings.put(grant + "subject", subject);
    settings.put(grant + "roles", role.label());
    settings.put(grant + "policies", "*");
    settings.put(grant + "categories", "*");
    settings.put(grant + "fields", "*");
    settings.put(grant + "lease-domains", "*");
  }

  /** Starts a replica and waits until it serves. */
  public ProductionProcess start(String... options) throws IOException {
    return start(Artifact.production(), options);
  }

  /** The same of another artifact. */
  public ProductionProcess start(Artifact artifact, String... options) throws IOException {
    ProductionProcess replica = ProductionProcess.start(artifact, settings, options);
    replicas.add(replica);
    return replica.awaitReady();
  }

  /** Runs the command line to its end, with these settings beside or in place of its own. */
  public ProductionCommand.Result command(Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return ProductionCommand.start(all, arguments).awaitExit();
  }

  /** Starts the command line. */
  public ProductionCommand begin(String... arguments) throws IOException {
    return ProductionCommand.start(settings, arguments);
  }

  /** Calls to a replica. */
  public RemoteApi api(ProductionProcess replica) {
    return new RemoteApi(replica.url(), issuer, replica::errors);
  }

  public TestPostgres.Database database() {
    return database;
  }

  /** Ends every replica that still runs. */
  @Override
  public void close() {
    replicas.forEach(ProductionProcess::close);
    issuer.close();
  }
}
