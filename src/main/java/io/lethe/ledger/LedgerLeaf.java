package io.lethe.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of one entry and its salted commitment.
 *
 * <p>The content is canonical JSON, {@code {"at":…,"entry":{…},"type":…}}, and the leaf is {@code
 * SHA-256(0x00 ‖ SHA-256(salt ‖ content))}, so that content and salt can be erased while proofs
 * over the leaf stay valid.
 *
 * <p><b>Warning</b>: an entry holds no personal value; strings, integers, booleans and lists of
 * them only.
 *
 * <p><b>Source</b>: RFC 8785 (canonical JSON), RFC 6962, section 2.1 (leaf).
 *
 * @param salt 32 random bytes
 * @param content UTF-8 text of canonical JSON
 * @param hash 32 bytes
 */
record LedgerLeaf(byte[] salt, String content, byte[] hash) {

  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static LedgerLeaf of(String type, Instant at, Map<String, ?> entry) {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    Map<String, Object> content = new TreeMap<>();
    content.put("type", type);
    content.put("at", at.toString());
    content.put("entry", entry);
    try {
      String text = CANONICAL.writeValueAsString(content);
      return new LedgerLeaf(salt, text, commitment(salt, text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an entry holds strings, integers and booleans", e);
    }
  }

  /** The leaf hash of a content under a salt. */
  static byte[] commitment(byte[] salt, String content) {
    MessageDigest inner = MerkleFrontier.sha256();
    inner.update(salt);
    byte[] committed = inner.digest(content.getBytes(StandardCharsets.UTF_8));
    MessageDigest leaf = MerkleFrontier.sha256();
    leaf.update((byte) 0);
    return leaf.digest(committed);
  }
}
