package io.lethe.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.access.Caller;
import io.lethe.key.KeyRings;
import io.lethe.key.OpenKeys;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.record.SubjectExport.Order;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Says what of a record its person gets, and opens it. */
@ApplicationScoped
class ExportOpening {

  private static final Set<String> GIVING = Set.of("access", "provide");

  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final ObjectMapper json;

  ExportOpening(PolicyCatalog policies, KeyRings rings, ObjectMapper json) {
    this.policies = policies;
    this.rings = rings;
    this.json = json;
  }

  /** What of a record is shown, by the version that protected it. */
  Plan plan(Caller caller, Order order, RecordRow row) {
    Category category =
        policies
            .version(row.policy(), row.policyVersion())
            .document()
            .categories()
            .get(row.category());
    boolean given = category.actions().stream().anyMatch(GIVING::contains);
    boolean asked =
        order.request() != null
            && (order.category() == null || order.category().equals(row.category()));
    List<String> open =
        category.fields().stream()
            .filter(rule -> given && asked && closed(rule))
            .map(FieldRule::name)
            .filter(field -> caller.coversField(row.policy(), row.category(), field))
            .toList();
    return new Plan(row, category, given, open);
  }

  private static boolean closed(FieldRule rule) {
    return rule.onReceipt() instanceof Method.Encrypt
        || rule.onReceipt() instanceof Method.FormatPreserving;
  }

  /** The record with what is opened; an encrypted field that is not is withheld. */
  ExportedRecord exported(Plan plan, OpenKeys keys) {
    RecordRow row = plan.row();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    List<String> opened = new ArrayList<>();
    List<String> withheld = new ArrayList<>();
    ObjectNode originals = originals(plan, keys);
    row.tree(json, row.data())
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              boolean open = originals.has(name);
              boolean closed =
                  plan.category().field(name).filter(ExportOpening::closed).isPresent();
              if (open) {
                opened.add(name);
                fields.set(name, originals.get(name));
              } else if (!plan.given() || closed) {
                withheld.add(name);
              } else {
                fields.set(name, field.getValue());
              }
            });
    return new ExportedRecord(
        row.id(),
        row.policy(),
        row.policyVersion(),
        row.category(),
        row.collectedAt(),
        fields,
        opened,
        withheld);
  }

  /** A record whose key is gone is about to go itself: its fields are withheld. */
  private ObjectNode originals(Plan plan, OpenKeys keys) {
    RecordRow row = plan.row();
    ObjectNode originals = JsonNodeFactory.instance.objectNode();
    UUID keyId = row.keyId();
    byte[] sealed = row.sealed();
    if (keyId != null && sealed != null && !plan.open().isEmpty() && !keys.destroyed(keyId)) {
      originals = SealedFields.open(row.id(), keyId, keys.require(keyId), sealed);
    }
    originals.retain(plan.open());
    FormattedFields.open(row, plan.category(), rings.of(row.policy()), plan.open(), originals);
    return originals;
  }

  /**
   * What of a record is shown.
   *
   * @param given whether the category may be provided or accessed at all
   * @param open fields whose originals are
   */
  record Plan(RecordRow row, Category category, boolean given, List<String> open) {}
}
