package io.lethe.sidecar;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secret that calls of the product show, where one is set: not every container of a pod has it,
 * nor has whoever makes the product call an address.
 *
 * <p><b>Errors</b>: {@code SIDECAR_INVALID} at the start; {@code UNAUTHENTICATED}; {@code
 * UNAVAILABLE} when its file has gone.
 */
final class CallerToken {

  private static final int LEAST = 32;
  private static final String BEARER = "Bearer ";

  private final Optional<TokenFile> file;

  private CallerToken(Optional<TokenFile> file) {
    this.file = file;
  }

  /** Reads the file, if there is to be one. */
  static CallerToken open(Optional<Path> file) {
    CallerToken token = new CallerToken(file.map(TokenFile::new));
    try {
      token.file.ifPresent(CallerToken::read);
    } catch (ServiceException e) {
      throw CentreClient.invalid(
          "lethe.sidecar.caller-token-file cannot be read, or has less than "
              + LEAST
              + " characters");
    }
    return token;
  }

  private static String read(TokenFile file) {
    try {
      String token = file.token();
      if (token.length() >= LEAST) {
        return token;
      }
    } catch (IOException e) {
      // Falls through: there is none.
    }
    throw new ServiceException(ErrorCode.UNAVAILABLE, "the token of callers cannot be read");
  }

  /**
   * Refuses a call that does not show it.
   *
   * @param authorization the header of the call
   */
  void require(@Nullable String authorization) {
    if (file.isEmpty() || isShown(file.get(), authorization)) {
      return;
    }
    file.get().refused(); // it may have been replaced
    if (!isShown(file.get(), authorization)) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED, "show the token of lethe.sidecar.caller-token-file");
    }
  }

  private static boolean isShown(TokenFile file, @Nullable String authorization) {
    byte[] expected = (BEARER + read(file)).getBytes(StandardCharsets.UTF_8);
    return authorization != null
        && MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8));
  }
}
