package io.lethe.key;

import io.lethe.key.Exposures.Exposure;
import io.lethe.key.KeyedRows.Use;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job's census and exposures as the text that its row keeps. */
final class JobText {

  private JobText() {}

  static String census(List<Use> uses) {
    JsonArray array = new JsonArray();
    uses.forEach(
        use ->
            array.add(
                new JsonObject()
                    .put("table", use.table())
                    .put("category", use.category())
                    .put("version", use.version())
                    .put("rows", use.rows())));
    return array.encode();
  }

  static List<Use> census(@Nullable String text) {
    return objects(text).stream()
        .map(
            use ->
                new Use(
                    use.getString("table"),
                    use.getString("category"),
                    use.getInteger("version"),
                    use.getLong("rows")))
        .toList();
  }

  static String exposed(List<Exposure> exposures) {
    JsonArray array = new JsonArray();
    exposures.forEach(
        exposure ->
            array.add(
                new JsonObject()
                    .put("category", exposure.category())
                    .put("field", exposure.field())
                    .put("rows", exposure.rows())));
    return array.encode();
  }

  static List<Exposure> exposed(@Nullable String text) {
    return objects(text).stream()
        .map(
            exposure ->
                new Exposure(
                    exposure.getString("category"),
                    exposure.getString("field"),
                    exposure.getLong("rows")))
        .toList();
  }

  private static List<JsonObject> objects(@Nullable String text) {
    return text == null
        ? List.of()
        : new JsonArray(text).stream().map(JsonObject.class::cast).toList();
  }
}
