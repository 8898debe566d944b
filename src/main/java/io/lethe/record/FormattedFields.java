package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.FormatToken;
import io.lethe.key.PolicyKeys;
import io.lethe.policy.Category;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.transform.Method;
import java.util.Collection;

/**
 * The format-preserving fields of a record, opened.
 *
 * <p><b>Errors</b>: {@code KEY_DESTROYED} when their key version is gone, {@code RECORD_UNREADABLE}
 * when they are not as the record's policy version left them.
 */
final class FormattedFields {

  private static final JsonMapper JSON = new JsonMapper();

  private FormattedFields() {}

  /**
   * Puts the originals of those fields that are asked for into {@code originals}; JSON null stays
   * null, and the empty text empty.
   *
   * @param category as the version that protected the record has it
   */
  static void open(
      RecordRow row,
      Category category,
      PolicyKeys keys,
      Collection<String> fields,
      ObjectNode originals) {
    JsonNode view = view(row);
    for (Category.FormattedField field : category.formatPreserving()) {
      JsonNode shown = view.path(field.name());
      if (fields.contains(field.name()) && !shown.isMissingNode()) {
        if (shown.isTextual() && !shown.textValue().isEmpty()) {
          originals.put(field.name(), original(row, field.method(), field.name(), keys, shown));
        } else {
          originals.set(field.name(), shown);
        }
      }
    }
  }

  private static String original(
      RecordRow row,
      Method.FormatPreserving method,
      String field,
      PolicyKeys keys,
      JsonNode shown) {
    Integer version = row.formatVersion();
    if (version == null) {
      throw unreadable(row);
    }
    try {
      return keys.original(
          method.domain(field), method.format(), new FormatToken(version, shown.textValue()));
    } catch (IllegalArgumentException e) {
      throw unreadable(row);
    }
  }

  private static JsonNode view(RecordRow row) {
    try {
      return JSON.readTree(row.data());
    } catch (JsonProcessingException e) {
      throw unreadable(row);
    }
  }

  private static ServiceException unreadable(RecordRow row) {
    return new ServiceException(
        ErrorCode.RECORD_UNREADABLE, "record " + row.id() + " cannot be opened");
  }
}
