package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  /** The example of the format's reference implementation, golang.org/x/mod/sumdb/note. */
  private static final String VERIFIER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String PRIVATE = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

  private static final String NOTE =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  private static CheckpointSigner neumann() {
    byte[] typed = Base64.getDecoder().decode(PRIVATE);
    return SeededSigner.of("PeterNeumann", Arrays.copyOfRange(typed, 1, typed.length));
  }

  @Test
  void noteOfTheReferenceImplementationIsSignedByItsKey() {
    // When
    SignedNote note = SignedNote.parse(NOTE).orElseThrow();

    // Then
    assertThat(note.isSignedBy(VerifierKey.parse(VERIFIER).orElseThrow())).isTrue();
    assertThat(note.print()).isEqualTo(NOTE);
  }

  @Test
  void sameKeyWritesTheSameNote() {
    // Given
    String text = NOTE.substring(0, NOTE.indexOf("\n\n") + 1);

    // When
    SignedNote note = SignedNote.of(text, List.of(neumann()));

    // Then
    assertThat(note.print()).isEqualTo(NOTE);
    assertThat(neumann().verifier().text()).isEqualTo(VERIFIER);
  }

  @Test
  void otherTextOrNameOrKeyIsNotSigned() {
    // Given
    VerifierKey key = VerifierKey.parse(VERIFIER).orElseThrow();
    CheckpointSigner other = SeededSigner.of("PeterNeumann", new byte[32]);

    // When
    SignedNote changed = SignedNote.parse(NOTE.replace("answer", "Answer")).orElseThrow();
    SignedNote renamed =
        SignedNote.parse(NOTE.replace("— PeterNeumann", "— PeterNewmann")).orElseThrow();
    SignedNote others = SignedNote.of("text\n", List.of(other));

    // Then
    assertThat(changed.isSignedBy(key)).isFalse();
    assertThat(renamed.isSignedBy(key)).isFalse();
    assertThat(others.isSignedBy(key)).isFalse();
    assertThat(others.isSignedBy(other.verifier())).isTrue();
  }

  @Test
  void noteOfTwoKeysIsSignedByEither() {
    // Given
    CheckpointSigner other = SeededSigner.of("other.example/log", new byte[32]);

    // When
    String printed = SignedNote.of("text\n", List.of(neumann(), other)).print();

    // Then
    SignedNote note = SignedNote.parse(printed).orElseThrow();
    assertThat(note.isSignedBy(neumann().verifier())).isTrue();
    assertThat(note.isSignedBy(other.verifier())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a b AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a AAAA*AA=\n",
        "text\n\n— a A\n"
      })
  void anotherFormIsNoNote(String text) {
    assertThat(SignedNote.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "PeterNeumann+c74f20a3+=RpcA"
      })
  void anotherFormIsNoVerifierKey(String text) {
    assertThat(VerifierKey.parse(text)).isEqualTo(Optional.empty());
  }
}
