package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ServiceException;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealedFieldsTest {

  private static final UUID RECORD = new UUID(1, 2);
  private static final UUID KEY_ID = new UUID(3, 4);

  private final SecretBytes key = SecretBytes.copyOf(new byte[32]);

  @Test
  void fieldsComeBackAsTheyWere() {
    // Given
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", "Анна").put("height", new java.math.BigDecimal("1.700")).put("empty", "");

    // When
    byte[] blob = SealedFields.seal(RECORD, KEY_ID, key, fields);

    // Then
    assertThat(SealedFields.open(RECORD, KEY_ID, key, blob)).isEqualTo(fields);
  }

  @Test
  void blobOfAnotherRecordOrKeyDoesNotOpen() {
    // Given
    ObjectNode fields = JsonNodeFactory.instance.objectNode().put("name", "marker");

    // When
    byte[] blob = SealedFields.seal(RECORD, KEY_ID, key, fields);

    // Then
    assertThatThrownBy(() -> SealedFields.open(new UUID(1, 3), KEY_ID, key, blob))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith("RECORD_UNREADABLE")
        .hasMessageNotContaining("marker");
    assertThatThrownBy(() -> SealedFields.open(RECORD, new UUID(3, 5), key, blob))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void storedFormIsPinned() {
    // Given: nonce 00..00, key 00..00, bound to record 1-2 and key 3-4, made by another library
    byte[] stored =
        HexFormat.of()
            .parseHex(
                "000000000000000000000000b5852e5c20054954250fabbddbd1e0c887bf854c6b85ccb12a0be4a2131779");

    // When
    ObjectNode fields = SealedFields.open(RECORD, KEY_ID, key, stored);

    // Then
    assertThat(fields.toString()).isEqualTo("{\"name\":\"Anna\"}");
  }
}
