package io.lethe.record;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * All encrypted fields of a record as one blob: AES-256-GCM over their JSON, bound to the record's
 * id and the data key's id; {@code nonce(12) | ciphertext | tag(16)}.
 *
 * <p><b>Errors</b>: {@code RECORD_UNREADABLE} when it does not open.
 */
public final class SealedFields {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private SealedFields() {}

  /** Seals the fields under the data key. */
  static byte[] seal(UUID record, UUID keyId, SecretBytes key, ObjectNode secret) {
    try {
      return Aead.seal(key, JSON.writeValueAsBytes(secret), binding(record, keyId));
    } catch (IOException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  /** Opens the fields. */
  public static ObjectNode open(UUID record, UUID keyId, SecretBytes key, byte[] sealed) {
    try {
      JsonNode fields = JSON.readTree(Aead.open(key, sealed, binding(record, keyId)));
      return (ObjectNode) fields;
    } catch (AeadException | IOException e) {
      throw new ServiceException(
          ErrorCode.RECORD_UNREADABLE, "record " + record + " does not open with its key");
    }
  }

  private static byte[] binding(UUID record, UUID keyId) {
    return ByteBuffer.allocate(32)
        .putLong(record.getMostSignificantBits())
        .putLong(record.getLeastSignificantBits())
        .putLong(keyId.getMostSignificantBits())
        .putLong(keyId.getLeastSignificantBits())
        .array();
  }
}
