package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.crypto.CmsSignature.Accepted;
import io.lethe.crypto.CmsSignature.Fault;
import io.lethe.crypto.CmsSignature.Refused;
import io.lethe.crypto.CmsSignature.SignedBy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are of OpenSSL 3.0.19, those of GOST of its engine 3.0.1. */
class CmsSignatureTest {

  private static byte[] file(String name) throws IOException {
    try (InputStream file = CmsSignatureTest.class.getResourceAsStream("/cms/" + name)) {
      return file.readAllBytes();
    }
  }

  private static Fault fault(byte[] cms, byte[] content) {
    return ((Refused) CmsSignature.check(cms, content)).fault();
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, SHA-256",
    "ec, SHA-384",
    "gost256, GOST R 34.11-2012 (256)",
    "gost512, GOST R 34.11-2012 (512)"
  })
  void signatureOfTheContentIsVerified(String name, String digest) throws IOException {
    assertThat(CmsSignature.check(file(name + ".p7s"), file("content.json")))
        .isEqualTo(new Accepted(List.of(new SignedBy(digest, true))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "gost256", "gost512"})
  void signatureOfAnotherContentIsRefused(String name) throws IOException {
    // Given
    byte[] content = file("content.json");
    content[0] ^= 1;

    // Then
    assertThat(fault(file(name + ".p7s"), content)).isEqualTo(Fault.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "gost256", "gost512"})
  void wrongSignatureIsRefused(String name) throws IOException, CMSException {
    // Given
    byte[] cms = file(name + ".p7s");
    byte[] signature =
        new CMSSignedData(cms).getSignerInfos().getSigners().iterator().next().getSignature();
    int at = 0;
    while (!Arrays.equals(cms, at, at + signature.length, signature, 0, signature.length)) {
      at++;
    }
    cms[at + signature.length - 1] ^= 1;

    // Then
    assertThat(fault(cms, file("content.json"))).isEqualTo(Fault.SIGNATURE);
  }

  @Test
  void signatureWithoutItsCertificateIsTakenAndNotVerified() throws Exception {
    // Given
    CMSSignedData whole = new CMSSignedData(file("gost256.p7s"));
    CMSSignedData without =
        CMSSignedData.replaceCertificatesAndCRLs(
            whole, new CollectionStore<>(List.of()), null, null);

    // Then
    assertThat(CmsSignature.check(without.getEncoded(), file("content.json")))
        .isEqualTo(new Accepted(List.of(new SignedBy("GOST R 34.11-2012 (256)", false))));
  }

  @Test
  void contentInsideMustBeTheContent() throws Exception {
    // Given
    byte[] content = file("content.json");
    CMSSignedData detached = new CMSSignedData(file("rsa.p7s"));
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSigners(detached.getSignerInfos());
    generator.addCertificates(detached.getCertificates());

    // When
    byte[] same = generator.generate(new CMSProcessableByteArray(content), true).getEncoded();
    byte[] other =
        generator.generate(new CMSProcessableByteArray(new byte[] {1}), true).getEncoded();

    // Then
    assertThat(CmsSignature.check(same, content)).isInstanceOf(Accepted.class);
    assertThat(fault(other, content)).isEqualTo(Fault.CONTENT);
  }

  @ParameterizedTest
  @CsvSource({"16, true", "17, false"})
  void asManySignersAsAnActMayHaveAreChecked(int signers, boolean accepted) throws Exception {
    // Given
    CMSSignedData one = new CMSSignedData(file("ec.p7s"));
    SignerInformation signer = one.getSignerInfos().getSigners().iterator().next();
    byte[] cms =
        CMSSignedData.replaceSigners(
                one, new SignerInformationStore(Collections.nCopies(signers, signer)))
            .getEncoded();

    // When
    CmsSignature.Result result = CmsSignature.check(cms, file("content.json"));

    // Then
    if (accepted) {
      assertThat(((Accepted) result).signers()).hasSize(signers);
    } else {
      assertThat(((Refused) result).fault()).isEqualTo(Fault.FORM);
    }
  }

  @Test
  void whatIsNoSignatureIsRefused() throws Exception {
    // Given
    byte[] content = file("content.json");
    byte[] cms = file("rsa.p7s");
    byte[] nobody =
        CMSSignedData.replaceSigners(new CMSSignedData(cms), new SignerInformationStore(List.of()))
            .getEncoded();

    // Then
    for (byte[] none :
        List.of(new byte[0], content, Arrays.copyOf(cms, cms.length / 2), nobody, new byte[9])) {
      assertThat(fault(none, content)).isEqualTo(Fault.FORM);
    }
  }
}
