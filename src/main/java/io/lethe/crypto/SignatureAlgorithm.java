package io.lethe.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.ECGOST3410Parameters;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.ECGOST3410Signer;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * The digests of signatures, and how a signature is verified under a key.
 *
 * <p><b>Source</b>: FIPS 180-4; RFC 6986 (GOST R 34.11-2012); RFC 7091 and RFC 9337 (GOST R
 * 34.10-2012); RFC 8017, FIPS 186-5 (ECDSA), RFC 8032.
 */
enum SignatureAlgorithm {
  SHA256("2.16.840.1.101.3.4.2.1", "SHA-256", SHA256Digest::new),
  SHA384("2.16.840.1.101.3.4.2.2", "SHA-384", SHA384Digest::new),
  SHA512("2.16.840.1.101.3.4.2.3", "SHA-512", SHA512Digest::new),
  GOST256("1.2.643.7.1.1.2.2", "GOST R 34.11-2012 (256)", GOST3411_2012_256Digest::new),
  GOST512("1.2.643.7.1.1.2.3", "GOST R 34.11-2012 (512)", GOST3411_2012_512Digest::new);

  private static final String PSS = "1.2.840.113549.1.1.10";

  private final String oid;
  private final String label;
  private final Supplier<Digest> digest;

  SignatureAlgorithm(String oid, String label, Supplier<Digest> digest) {
    this.oid = oid;
    this.label = label;
    this.digest = digest;
  }

  /** The one of an object identifier. */
  static Optional<SignatureAlgorithm> of(String oid) {
    return Arrays.stream(values()).filter(one -> one.oid.equals(oid)).findFirst();
  }

  /** Its name for people. */
  String label() {
    return label;
  }

  byte[] digest(byte[] content) {
    Digest hash = digest.get();
    hash.update(content, 0, content.length);
    byte[] out = new byte[hash.getDigestSize()];
    hash.doFinal(out, 0);
    return out;
  }

  /**
   * Whether a signature over bytes is that of a key; empty where it cannot be told here.
   *
   * @param signatureOid how the signature was made
   */
  Optional<Boolean> verify(
      CipherParameters key, String signatureOid, byte[] signed, byte[] signature) {
    return signer(key, signatureOid)
        .map(
            signer -> {
              signer.init(false, key);
              signer.update(signed, 0, signed.length);
              return signer.verifySignature(signature);
            });
  }

  private Optional<Signer> signer(CipherParameters key, String signatureOid) {
    if (key instanceof RSAKeyParameters && !signatureOid.equals(PSS)) {
      return Optional.of(new RSADigestSigner(digest.get()));
    }
    if (key instanceof ECPublicKeyParameters elliptic) {
      return Optional.of(gost(elliptic) ? gost() : ecdsa());
    }
    return key instanceof Ed25519PublicKeyParameters
        ? Optional.of(new Ed25519Signer())
        : Optional.empty();
  }

  private static boolean gost(ECKeyParameters key) {
    return key.getParameters() instanceof ECGOST3410Parameters;
  }

  private Signer ecdsa() {
    return new DSADigestSigner(new ECDSASigner(), digest.get(), StandardDSAEncoding.INSTANCE);
  }

  private Signer gost() {
    return new DSADigestSigner(new ECGOST3410Signer(), digest.get(), HalfAndHalf.INSTANCE);
  }

  /** RFC 9337, 3.2: s, and then r, of the same length. */
  private enum HalfAndHalf implements DSAEncoding {
    INSTANCE;

    @Override
    public BigInteger[] decode(BigInteger order, byte[] signature) throws IOException {
      int half = signature.length / 2;
      if (signature.length != 2 * ((order.bitLength() + 7) / 8)) {
        throw new IOException("a signature of another length");
      }
      return new BigInteger[] {
        new BigInteger(1, signature, half, half), new BigInteger(1, signature, 0, half)
      };
    }

    @Override
    public byte[] encode(BigInteger order, BigInteger r, BigInteger s) {
      throw new UnsupportedOperationException("nothing is signed here");
    }
  }
}
