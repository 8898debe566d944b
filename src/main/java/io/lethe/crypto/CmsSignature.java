package io.lethe.crypto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerId;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Checks that a signature of CMS is of a content.
 *
 * <p><b>Guarantee</b>: what is accepted has at least one signer and 16 at most, and each of them
 * has signed the digest of this content. A signature whose algorithm is known, and whose
 * certificate is in it, is right under that certificate.
 *
 * <p><b>Warning</b>: whether the certificate can be trusted, was valid, or was revoked is not
 * judged.
 *
 * <p><b>Source</b>: RFC 5652 (CMS), sections 5 and 11.
 */
public final class CmsSignature {

  /** Each costs two operations with public keys: more than so many are no act's signers. */
  private static final int MOST_SIGNERS = 16;

  private CmsSignature() {}

  /** What a check comes to. */
  public sealed interface Result {}

  /** It is a signature of the content. */
  public record Accepted(List<SignedBy> signers) implements Result {

    public Accepted {
      signers = List.copyOf(signers);
    }
  }

  /**
   * It is none.
   *
   * @param mend what is wrong, and how to mend it; without a value
   */
  public record Refused(Fault fault, String mend) implements Result {}

  /** Why it is none. */
  public enum Fault {
    /** It is not a signature of the form that is needed. */
    FORM,
    /** It is over another content. */
    CONTENT,
    /** It is wrong under its own certificate. */
    SIGNATURE
  }

  /**
   * A signer; who it is the certificate says.
   *
   * @param digest name of the digest's algorithm
   * @param verified whether the signature was verified; if not, it could not be
   */
  public record SignedBy(String digest, boolean verified) {}

  /**
   * Checks it.
   *
   * @param cms in DER or BER
   */
  public static Result check(byte[] cms, byte[] content) {
    try {
      CMSSignedData data = new CMSSignedData(cms);
      int signers = data.getSignerInfos().size();
      if (signers == 0) {
        return form("it has no SignerInfo: nobody has signed");
      }
      if (signers > MOST_SIGNERS) {
        return form("it has more than " + MOST_SIGNERS + " signers; send several signatures");
      }
      if (!data.isDetachedSignature()
          && !(data.getSignedContent().getContent() instanceof byte[] inside
              && Arrays.equals(inside, content))) {
        return new Refused(
            Fault.CONTENT, "it carries another content than the act; sign the act, detached");
      }
      return signers(data, content);
    } catch (CMSException | IOException | RuntimeException e) {
      return form("it is not a SignedData of CMS (RFC 5652) in DER");
    }
  }

  private static Result signers(CMSSignedData data, byte[] content) throws IOException {
    List<SignedBy> signers = new ArrayList<>();
    for (SignerInformation signer : data.getSignerInfos()) {
      Optional<SignatureAlgorithm> digest = SignatureAlgorithm.of(signer.getDigestAlgOID());
      if (digest.isEmpty()) {
        return form("digests are SHA-256, SHA-384, SHA-512 and GOST R 34.11-2012");
      }
      Optional<byte[]> signed = messageDigest(data, signer);
      if (signed.isEmpty()) {
        return form("each signer needs signed attributes with contentType and messageDigest");
      }
      if (!Arrays.equals(signed.get(), digest.get().digest(content))) {
        return new Refused(
            Fault.CONTENT, "it is over other bytes; sign the answer of GET /acts/{id} as it is");
      }
      Optional<Boolean> verified = verified(data, signer, digest.get());
      if (verified.equals(Optional.of(false))) {
        return new Refused(Fault.SIGNATURE, "it is wrong under the certificate in it; sign again");
      }
      signers.add(new SignedBy(digest.get().label(), verified.isPresent()));
    }
    return new Accepted(signers);
  }

  private static Refused form(String mend) {
    return new Refused(Fault.FORM, mend);
  }

  /** The digest that was signed; none where the attributes are not as section 11 demands. */
  private static Optional<byte[]> messageDigest(CMSSignedData data, SignerInformation signer) {
    AttributeTable attributes = signer.getSignedAttributes();
    if (attributes == null
        || !one(attributes, CMSAttributes.contentType)
            .equals(Optional.of(data.getSignedContentType()))) {
      return Optional.empty();
    }
    return one(attributes, CMSAttributes.messageDigest)
        .filter(ASN1OctetString.class::isInstance)
        .map(value -> ((ASN1OctetString) value).getOctets());
  }

  private static Optional<ASN1Encodable> one(AttributeTable all, ASN1ObjectIdentifier type) {
    if (all.getAll(type).size() != 1) {
      return Optional.empty();
    }
    Attribute attribute = all.get(type);
    return attribute.getAttrValues().size() == 1
        ? Optional.of(attribute.getAttrValues().getObjectAt(0))
        : Optional.empty();
  }

  /** Empty where the certificate is not in it, or where key or algorithm are not known here. */
  private static Optional<Boolean> verified(
      CMSSignedData data, SignerInformation signer, SignatureAlgorithm digest) throws IOException {
    SignerId id = signer.getSID();
    for (X509CertificateHolder certificate : data.getCertificates().getMatches(null)) {
      if (id.match(certificate)) {
        Optional<CipherParameters> key = key(certificate);
        return key.isEmpty()
            ? Optional.empty()
            : digest.verify(
                key.get(),
                signer.getEncryptionAlgOID(),
                signer.getEncodedSignedAttributes(),
                signer.getSignature());
      }
    }
    return Optional.empty();
  }

  private static Optional<CipherParameters> key(X509CertificateHolder certificate) {
    try {
      return Optional.of(PublicKeyFactory.createKey(certificate.getSubjectPublicKeyInfo()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
