package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What a failed request to Vault means to whoever has to mend it.
 *
 * <p><b>Guarantee</b>: our own words only; never what Vault answered.
 */
final class VaultFailure {

  private VaultFailure() {}

  /** There was no answer. */
  static ServiceException ofNoAnswer(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return unavailable(
            "Vault's certificate is not trusted, or it speaks no TLS; check"
                + " lethe.keys.vault.address and lethe.keys.vault.trust-store");
      }
      if (cause instanceof UnknownHostException) {
        return unavailable("Vault's name is not known; check lethe.keys.vault.address");
      }
      if (cause instanceof TimeoutException) {
        return unavailable(
            "Vault does not answer within lethe.keys.vault.request-timeout; check the network and"
                + " Vault's load");
      }
    }
    return unavailable("Vault cannot be reached; check lethe.keys.vault.address and the network");
  }

  /** The answer is a failure. */
  static ServiceException of(HttpResponse<Buffer> response) {
    int status = response.statusCode();
    return unavailable(
        switch (status) {
          case 400 -> ofBadRequest(response);
          case 403 ->
              "Vault denies access; check that the token or role has read on the key, update on"
                  + " encrypt and decrypt, and update on rotate where Lethe rotates";
          case 404 ->
              "Vault has no such key or engine; check lethe.keys.vault.mount, lethe.keys.vault.key and"
                  + " lethe.keys.vault.namespace";
          case 412 -> "Vault's node has not caught up with its primary (412); try again";
          case 429 -> "Vault limits the rate of requests (429); try again later";
          case 472, 473 -> "Vault's node is a standby; check lethe.keys.vault.address";
          case 503 -> "Vault is sealed or under maintenance (503); unseal it";
          default ->
              status >= 300 && status < 400
                  ? "Vault points to another node (" + status + "); check lethe.keys.vault.address"
                  : "Vault fails (" + status + "); see its log";
        });
  }

  private static String ofBadRequest(HttpResponse<Buffer> response) {
    String body = response.body() == null ? "" : response.bodyAsString();
    if (body.contains("too old")) {
      return "a key ring's version is below min_decryption_version of Vault's key; lower it until"
          + " all rings are rewrapped";
    }
    if (body.contains("key not found") || body.contains("policy not found")) {
      return "Vault has no such key; check lethe.keys.vault.key";
    }
    return body.contains("authentication failed") || body.contains("invalid ciphertext")
        ? "a key ring does not open under Vault's key; check that lethe.keys.vault.key and"
            + " lethe.keys.vault.mount are those that wrapped it"
        : "Vault refuses the request (400); check that lethe.keys.vault.key is the key that wrapped"
            + " the rings; Vault's audit log says more";
  }

  /** A login was refused. */
  static ServiceException ofLogin(HttpResponse<Buffer> response) {
    int status = response.statusCode();
    return status == 400 || status == 403 || status == 404
        ? unavailable(
            "Vault refuses the login ("
                + status
                + "); check lethe.keys.vault.kubernetes.role and lethe.keys.vault.kubernetes.mount, and"
                + " that the role is bound to the service account")
        : of(response);
  }

  /** The answer is not as Vault's API describes it. */
  static ServiceException unexpected() {
    return unavailable(
        "what answers is not the API of Vault; check lethe.keys.vault.address and what is between");
  }

  static ServiceException unavailable(String why) {
    return new ServiceException(ErrorCode.KEY_UNAVAILABLE, why);
  }
}
