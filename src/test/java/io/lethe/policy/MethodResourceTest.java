package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MethodResourceTest {

  @Test
  void everyMethodIsToldAndNoParameterOfAnyPolicy() {
    // When
    String text = Api.get(Role.RESEARCHER, "/methods").statusCode(200).extract().asString();

    // Then
    JsonNode items = Api.json(text).path("items");
    List<String> names = new ArrayList<>();
    items.forEach(item -> names.add(item.path("name").asText()));
    assertThat(names).hasSize(MethodKind.values().length).contains("keep", "shuffle");
    JsonNode noise = items.path(names.indexOf("noise"));
    assertThat(noise)
        .isEqualTo(
            Api.json(
                """
                {"name": "noise", "steps": ["on-depersonalize"], "onReceiptIfDeclared": true,
                 "types": ["date", "datetime", "number"], "order140": "change of semantics",
                 "iso20889": "noise addition", "reattributable": false, "irreversible": true,
                 "note": "drawn for each record and not kept; what is left is near the value"}
                """));
    JsonNode keep = items.path(names.indexOf("keep"));
    assertThat(keep.path("order140").isNull()).isTrue();
    assertThat(keep.path("steps")).hasSize(2);
    assertThat(text).doesNotContain("sens", "device", "domain", "epsilon");
  }
}
