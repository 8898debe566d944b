package io.lethe.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of one entry and its salted commitment.
 *
 * <p>The content is canonical JSON, {@code {"at":…,"entry":{…},"type":…}}, the commitment {@code
 * SHA-256(salt ‖ content)}, and the leaf {@code SHA-256(0x00 ‖ commitment)}: content and salt can
 * be erased while proofs over the leaf stay valid.
 *
 * <p><b>Warning</b>: an entry holds no personal value; strings, integers, booleans and lists of
 * them only.
 *
 * <p><b>Source</b>: RFC 8785 (canonical JSON), RFC 6962, section 2.1 (leaf).
 *
 * @param salt 32 random bytes
 * @param content UTF-8 text of canonical JSON
 * @param commitment 32 bytes
 */
record LedgerLeaf(byte[] salt, String content, byte[] commitment) {

  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static LedgerLeaf of(String type, Instant at, Map<String, ?> entry) {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    String text = canonical(type, at.toString(), entry);
    return new LedgerLeaf(salt, text, commitment(salt, text));
  }

  /** The content of an entry that was read. */
  static String canonical(String type, String at, JsonNode entry) {
    return canonical(type, at, CANONICAL.convertValue(entry, Object.class));
  }

  private static String canonical(String type, String at, Object entry) {
    Map<String, Object> content = new TreeMap<>();
    content.put("type", type);
    content.put("at", at);
    content.put("entry", entry);
    try {
      return CANONICAL.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an entry holds strings, integers and booleans", e);
    }
  }

  /** SHA-256 of the salt and the content. */
  static byte[] commitment(byte[] salt, String content) {
    MessageDigest digest = Sha256.digest();
    digest.update(salt);
    return digest.digest(content.getBytes(StandardCharsets.UTF_8));
  }
}
