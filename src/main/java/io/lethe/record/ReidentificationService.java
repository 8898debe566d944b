package io.lethe.record;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.key.DataKeys;
import io.lethe.key.KeyRings;
import io.lethe.key.OpenKeys;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.RecordStore.Stored;
import io.lethe.record.ReidentificationResource.Item;
import io.lethe.record.ReidentificationResource.Request;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RestraintStore.InForce;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Opens encrypted fields, format-preserving ones among them.
 *
 * <p><b>Guarantee</b>: role, purpose and grant are checked for every field, a blocked record is
 * refused, and the ledger entry is committed before the first value leaves.
 */
@ApplicationScoped
class ReidentificationService {

  private final Database database;
  private final PolicyCatalog policies;
  private final RecordStore records;
  private final RestraintStore restraints;
  private final DataKeys dataKeys;
  private final KeyRings rings;
  private final ReidentificationWatch watch;
  private final LedgerStore ledger;
  private final Clock clock;

  ReidentificationService(
      Database database,
      PolicyCatalog policies,
      RecordStore records,
      RestraintStore restraints,
      DataKeys dataKeys,
      KeyRings rings,
      ReidentificationWatch watch,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.policies = policies;
    this.records = records;
    this.restraints = restraints;
    this.dataKeys = dataKeys;
    this.rings = rings;
    this.watch = watch;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Opens the fields.
   *
   * <p><b>Errors</b>: {@code FORBIDDEN}, {@code PURPOSE_NOT_ALLOWED}, {@code FIELD_NOT_DECLARED},
   * {@code NOT_FOUND}, {@code RECORD_BLOCKED}, {@code KEY_DESTROYED}, {@code RECORD_UNREADABLE},
   * {@code QUOTA_EXCEEDED}.
   */
  Uni<List<Item>> open(Caller caller, Request request) {
    refuse(caller, request);
    return Multi.createFrom()
        .iterable(request.records())
        .onItem()
        .transformToUniAndConcatenate(records::find)
        .collect()
        .asList()
        .map(found -> found.stream().map(record -> require(record, request)).toList())
        .invoke(found -> found.forEach(record -> refusePurpose(request, record.row())))
        .call(found -> refuseBlocked(request, found))
        .call(() -> watch.count(caller, request.records().size()))
        .call(() -> write(caller, request))
        .chain(found -> values(request, found));
  }

  private void refuse(Caller caller, Request request) {
    boolean granted =
        request.fields().stream()
            .allMatch(field -> caller.coversField(request.policy(), request.category(), field));
    Category category =
        policies
            .active(request.policy())
            .filter(active -> granted)
            .map(active -> active.document().categories().get(request.category()))
            .orElseThrow(
                () -> new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this"));
    if (!category.purposes().contains(request.purpose())) {
      throw new ServiceException(ErrorCode.PURPOSE_NOT_ALLOWED, "the category has other purposes");
    }
    for (String field : request.fields()) {
      boolean encrypted =
          category
              .field(field)
              .map(FieldRule::onReceipt)
              .filter(ReidentificationService::isEncryption)
              .isPresent();
      if (!encrypted) {
        throw new ServiceException(
            ErrorCode.FIELD_NOT_DECLARED, "only encrypted fields of the category can be opened");
      }
    }
  }

  private static boolean isEncryption(Method method) {
    return method instanceof Method.Encrypt || method instanceof Method.FormatPreserving;
  }

  private static Stored require(Optional<Stored> found, Request request) {
    return found
        .filter(
            record ->
                record.row().policy().equals(request.policy())
                    && record.row().category().equals(request.category()))
        .orElseThrow(
            () -> new ServiceException(ErrorCode.NOT_FOUND, "a record is not in this category"));
  }

  /** A record was collected for the purposes of its own version, whatever the active one says. */
  private void refusePurpose(Request request, RecordRow row) {
    Category collected = category(row);
    if (!collected.purposes().contains(request.purpose())) {
      throw new ServiceException(
          ErrorCode.PURPOSE_NOT_ALLOWED, "a record was not collected for this purpose");
    }
  }

  private Category category(RecordRow row) {
    return policies
        .version(row.policy(), row.policyVersion())
        .document()
        .categories()
        .get(row.category());
  }

  private Uni<Void> refuseBlocked(Request request, List<Stored> found) {
    List<UUID> subjects = found.stream().map(record -> record.row().subject()).toList();
    return restraints
        .inForce(database.data(), request.policy(), request.category(), subjects, clock.instant())
        .invoke(inForce -> subjects.forEach(subject -> refuseBlocked(inForce, subject)))
        .replaceWithVoid();
  }

  private static void refuseBlocked(InForce inForce, UUID subject) {
    if (inForce.of(subject).filter(Restraint.BLOCK::equals).isPresent()) {
      throw new ServiceException(ErrorCode.RECORD_BLOCKED, "a record's subject is blocked");
    }
  }

  private Uni<Void> write(Caller caller, Request request) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("actor", caller.id());
    entry.put("policy", request.policy());
    entry.put("category", request.category());
    entry.put("purpose", request.purpose());
    entry.put("reason", request.reason());
    Optional.ofNullable(request.caseNumber()).ifPresent(number -> entry.put("case", number));
    entry.put("fields", request.fields());
    entry.put("records", request.records().stream().map(UUID::toString).toList());
    return database.transaction(
        tx -> ledger.append(tx, "reidentification", clock.instant(), entry));
  }

  private Uni<List<Item>> values(Request request, List<Stored> found) {
    List<UUID> keys =
        found.stream()
            .map(record -> record.row().keyId())
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.toList());
    return dataKeys
        .open(request.policy(), keys)
        .map(
            opened -> {
              try (opened) {
                List<Item> items = new ArrayList<>(found.size());
                found.forEach(record -> items.add(item(request, record.row(), opened)));
                return items;
              }
            });
  }

  private Item item(Request request, RecordRow row, OpenKeys keys) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    UUID keyId = row.keyId();
    byte[] sealed = row.sealed();
    if (keyId != null && sealed != null) {
      all = SealedFields.open(row.id(), keyId, keys.require(keyId), sealed);
    }
    all.retain(request.fields());
    FormattedFields.open(row, category(row), rings.of(row.policy()), request.fields(), all);
    return new Item(row.id(), all);
  }
}
