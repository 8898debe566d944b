package io.lethe.key;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of Vault's answers; what is not as its API says is {@code KEY_UNAVAILABLE}. */
final class VaultAnswer {

  private VaultAnswer() {}

  /** The body as an object, empty where there is none. */
  static JsonObject json(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      return new JsonObject();
    }
    try {
      return new JsonObject(body.getDelegate());
    } catch (DecodeException e) {
      // The cause would repeat the body.
      throw VaultFailure.unexpected();
    }
  }

  /** Its member {@code data}. */
  static JsonObject data(JsonObject answer) {
    return object(answer, "data");
  }

  /** A member that is an object. */
  static JsonObject object(JsonObject answer, String name) {
    if (answer.getValue(name) instanceof JsonObject object) {
      return object;
    }
    throw VaultFailure.unexpected();
  }

  /** A text in {@code data}. */
  static String text(JsonObject answer, String name) {
    if (data(answer).getValue(name) instanceof String text) {
      return text;
    }
    throw VaultFailure.unexpected();
  }
}
