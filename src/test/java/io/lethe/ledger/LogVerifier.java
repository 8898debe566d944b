package io.lethe.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What an auditor's tool does, written from the specifications and with the JDK's cryptography:
 * nothing of the ledger's own code is used.
 *
 * <p><b>Source</b>: RFC 9162, sections 2.1.3.2 and 2.1.4.2; C2SP signed-note and tlog-checkpoint;
 * RFC 8410 for the form of the public key.
 */
final class LogVerifier {

  private static final byte[] X509_ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private LogVerifier() {}

  /** A checkpoint, read. */
  record Tree(String origin, long size, byte[] root) {}

  /** Verifies a signed note under a verifier key, and reads it as a checkpoint. */
  static Tree open(String note, String verifierKey) throws GeneralSecurityException {
    String[] key = verifierKey.split("\\+", 3);
    byte[] typed = Base64.getDecoder().decode(key[2]);
    byte[] id = sha256((key[0] + "\n").getBytes(StandardCharsets.UTF_8), typed);
    if (!HexFormat.of().formatHex(id, 0, 4).equals(key[1]) || typed[0] != 1) {
      throw new IllegalArgumentException("not a verifier key: " + verifierKey);
    }
    int end = note.lastIndexOf("\n\n");
    String text = note.substring(0, end + 1);
    for (String line : note.substring(end + 2).split("\n")) {
      byte[] signature = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
      if (line.startsWith("— " + key[0] + " ")
          && Arrays.equals(Arrays.copyOf(signature, 4), Arrays.copyOf(id, 4))
          && verifies(typed, text, Arrays.copyOfRange(signature, 4, signature.length))) {
        String[] lines = text.split("\n");
        return new Tree(lines[0], Long.parseLong(lines[1]), Base64.getDecoder().decode(lines[2]));
      }
    }
    throw new IllegalArgumentException("no signature of " + verifierKey);
  }

  private static boolean verifies(byte[] typed, String text, byte[] signature)
      throws GeneralSecurityException {
    byte[] encoded = Arrays.copyOf(X509_ED25519, X509_ED25519.length + 32);
    System.arraycopy(typed, 1, encoded, X509_ED25519.length, 32);
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    Signature verification = Signature.getInstance("Ed25519");
    verification.initVerify(key);
    verification.update(text.getBytes(StandardCharsets.UTF_8));
    return verification.verify(signature);
  }

  /** RFC 9162, section 2.1.3.2. */
  static boolean includes(long index, long size, byte[] leaf, byte[] root, List<byte[]> path) {
    if (index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    byte[] r = leaf;
    for (byte[] p : path) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = node(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && Arrays.equals(r, root);
  }

  /** RFC 9162, section 2.1.4.2. */
  static boolean goesOn(
      long first, long second, byte[] firstRoot, byte[] secondRoot, List<byte[]> proof) {
    if (first == second) {
      return proof.isEmpty() && Arrays.equals(firstRoot, secondRoot);
    }
    if (first == 0) {
      return proof.isEmpty();
    }
    if (proof.isEmpty()) {
      return false;
    }
    List<byte[]> path = proof;
    if (Long.bitCount(first) == 1) {
      path = new ArrayList<>(proof);
      path.add(0, firstRoot);
    }
    long fn = first - 1;
    long sn = second - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    byte[] fr = path.get(0);
    byte[] sr = path.get(0);
    for (byte[] c : path.subList(1, path.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = node(c, fr);
        sr = node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && Arrays.equals(fr, firstRoot) && Arrays.equals(sr, secondRoot);
  }

  /** The hashes of a proof, as the service answers it. */
  static List<byte[]> hashes(JsonNode proof) {
    List<byte[]> hashes = new ArrayList<>();
    proof.path("hashes").forEach(hash -> hashes.add(Base64.getDecoder().decode(hash.asText())));
    return hashes;
  }

  /** The leaf of an entry as tiles have it. */
  static byte[] leaf(byte[] entry) {
    return sha256(new byte[] {0}, entry);
  }

  static byte[] node(byte[] left, byte[] right) {
    return sha256(new byte[] {1}, left, right);
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 6962, section 2.1, word for word. */
  static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return sha256();
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }
}
