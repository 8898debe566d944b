package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.policy.Category;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.transform.Outcome.Protected;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Puts new values in the place of old ones: in the protected view, under one version of each key,
 * and in the originals that are sealed.
 */
@ApplicationScoped
class RectifiedFields {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final PseudonymRows pseudonyms;
  private final FormatRows formats;

  RectifiedFields(PseudonymRows pseudonyms, FormatRows formats) {
    this.pseudonyms = pseudonyms;
    this.formats = formats;
  }

  /**
   * The fields of a record after a rectification, and what they were.
   *
   * @param category as the version that protected the record has it
   * @param secret the opened originals of the record
   * @param fresh the new values, protected
   */
  Rectified rectify(
      RecordRow row,
      Category category,
      PolicyKeys keys,
      ObjectNode secret,
      Rectification change,
      Protected fresh) {
    ObjectNode view = view(row);
    ObjectNode oldView = taken(view, change);
    ObjectNode oldSecret = taken(secret, change);
    Integer pseudonym = row.pseudonymVersion();
    if (pseudonym != null && pseudonym != keys.active(RingPurpose.PSEUDONYM)) {
      pseudonyms.move(keys, category, view, pseudonym);
    }
    Integer format = row.formatVersion();
    if (format != null && format != keys.active(RingPurpose.FORMAT)) {
      formats.move(keys, category, view, format);
    }
    view.setAll(fresh.view());
    secret.setAll(fresh.secret());
    return new Rectified(
        view,
        secret,
        version(pseudonym, fresh.pseudonymVersion(), keys, RingPurpose.PSEUDONYM),
        version(format, fresh.formatVersion().orElse(null), keys, RingPurpose.FORMAT),
        oldView,
        oldSecret);
  }

  /**
   * Whether a record is already as the change says: it was sent before, and its answer was lost.
   *
   * <p>What is protected at random is never the same.
   */
  boolean unchanged(RecordRow row, ObjectNode secret, Rectification change, Protected fresh) {
    ObjectNode view = view(row);
    return same(row.pseudonymVersion(), fresh.pseudonymVersion())
        && same(row.formatVersion(), fresh.formatVersion().orElse(null))
        && change.fields().stream()
            .allMatch(
                field ->
                    text(view, field).equals(text(fresh.view(), field))
                        && text(secret, field).equals(text(fresh.secret(), field)));
  }

  /** Tokens can be compared under one version of their key. */
  private static boolean same(@Nullable Integer before, @Nullable Integer fresh) {
    return fresh == null || fresh.equals(before);
  }

  private static String text(ObjectNode node, String field) {
    return String.valueOf(node.get(field));
  }

  private static @Nullable Integer version(
      @Nullable Integer before, @Nullable Integer fresh, PolicyKeys keys, RingPurpose purpose) {
    return fresh != null || before == null ? fresh : Integer.valueOf(keys.active(purpose));
  }

  private static ObjectNode taken(ObjectNode from, Rectification change) {
    ObjectNode taken = JsonNodeFactory.instance.objectNode();
    for (String field : change.fields()) {
      JsonNode old = from.remove(field);
      if (old != null) {
        taken.set(field, old);
      }
    }
    return taken;
  }

  private static ObjectNode view(RecordRow row) {
    try {
      return (ObjectNode) JSON.readTree(row.data());
    } catch (JsonProcessingException e) {
      throw new ServiceException(
          ErrorCode.RECORD_UNREADABLE, "record " + row.id() + " is not valid JSON");
    }
  }

  /**
   * A record's fields as they are to be, with what they were.
   *
   * @param oldView of the fields that change, what the view had of them
   * @param oldSecret of the fields that change, the originals
   */
  record Rectified(
      ObjectNode view,
      ObjectNode secret,
      @Nullable Integer pseudonymVersion,
      @Nullable Integer formatVersion,
      ObjectNode oldView,
      ObjectNode oldSecret) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Rectified[view=" + view.size() + ", secret=" + secret.size() + "]";
    }
  }
}
