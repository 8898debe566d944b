package io.lethe.record;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.DataKeys;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.ExportOpening.Plan;
import io.lethe.record.RecordStore.Stored;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one person, for that person.
 *
 * <p><b>Guarantee</b>: nothing of a blocked record leaves, nothing of a category that may be
 * neither provided nor accessed, and no original without a request of the person, the caller's
 * grant of the field, and a ledger entry that is committed before.
 */
@ApplicationScoped
public class SubjectExport {

  private static final int PAGE = 100;
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final RecordStore records;
  private final PolicyCatalog policies;
  private final RestraintStore restraints;
  private final DataKeys dataKeys;
  private final ReidentificationWatch watch;
  private final LedgerStore ledger;
  private final ExportOpening opening;
  private final Clock clock;

  SubjectExport(
      Database database,
      RecordStore records,
      PolicyCatalog policies,
      RestraintStore restraints,
      DataKeys dataKeys,
      ReidentificationWatch watch,
      LedgerStore ledger,
      ExportOpening opening,
      Clock clock) {
    this.database = database;
    this.records = records;
    this.policies = policies;
    this.restraints = restraints;
    this.dataKeys = dataKeys;
    this.watch = watch;
    this.ledger = ledger;
    this.opening = opening;
    this.clock = clock;
  }

  /**
   * The records of a person that the caller's grants cover, in the order of their ids.
   *
   * <p><b>Errors</b>: {@code RECORD_BLOCKED}, {@code QUOTA_EXCEEDED}, {@code KEY_UNAVAILABLE}.
   */
  public Multi<ExportedRecord> of(Caller caller, Order order) {
    List<String> categories = policies.covered(caller, order.policy());
    AtomicReference<UUID> after = new AtomicReference<>(FIRST);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                records.list(
                    order.policy(), categories, Optional.of(order.subject()), after.get(), PAGE))
        .whilst(page -> page.size() == PAGE)
        .onItem()
        .transformToUniAndConcatenate(
            page -> {
              if (!page.isEmpty()) {
                after.set(page.get(page.size() - 1).row().id());
              }
              return page(caller, order, page);
            })
        .onItem()
        .transformToMultiAndConcatenate(page -> Multi.createFrom().iterable(page));
  }

  private Uni<List<ExportedRecord>> page(Caller caller, Order order, List<Stored> page) {
    List<Plan> plans =
        page.stream().map(record -> opening.plan(caller, order, record.row())).toList();
    List<UUID> keys =
        plans.stream()
            .filter(plan -> !plan.open().isEmpty())
            .map(plan -> plan.row().keyId())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    long opened = plans.stream().filter(plan -> !plan.open().isEmpty()).count();
    return refuseBlocked(order, plans)
        .chain(
            () ->
                opened == 0
                    ? Uni.createFrom().voidItem()
                    : watch.count(caller, Math.toIntExact(opened)))
        .chain(() -> plans.isEmpty() ? Uni.createFrom().voidItem() : log(caller, order, plans))
        .chain(() -> dataKeys.open(order.policy(), keys))
        .map(
            open -> {
              try (open) {
                List<ExportedRecord> exported = new ArrayList<>(plans.size());
                plans.forEach(plan -> exported.add(opening.exported(plan, open)));
                return exported;
              }
            });
  }

  private Uni<Void> refuseBlocked(Order order, List<Plan> plans) {
    return Rounds.each(
        plans.stream().map(plan -> plan.row().category()).distinct().toList(),
        category ->
            restraints
                .inForce(
                    database.data(),
                    order.policy(),
                    category,
                    List.of(order.subject()),
                    clock.instant())
                .invoke(
                    inForce -> {
                      if (inForce.of(order.subject()).filter(Restraint.BLOCK::equals).isPresent()) {
                        throw new ServiceException(
                            ErrorCode.RECORD_BLOCKED, "the person's data is blocked");
                      }
                    }));
  }

  private Uni<Void> log(Caller caller, Order order, List<Plan> plans) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("actor", caller.id());
    entry.put("policy", order.policy());
    entry.put("subject", order.subject().toString());
    if (order.request() != null) {
      entry.put("request", order.request().toString());
    }
    entry.put(
        "fields",
        plans.stream()
            .flatMap(plan -> plan.open().stream().map(field -> plan.row().category() + "." + field))
            .distinct()
            .sorted()
            .toList());
    entry.put("records", plans.stream().map(plan -> plan.row().id().toString()).toList());
    return database.transaction(
        tx -> ledger.append(tx, "subject.exported", clock.instant(), entry));
  }

  /**
   * Whose data is exported, and for what.
   *
   * @param request the person's own request; null opens nothing
   * @param category what the request is about; null for everything
   */
  public record Order(
      String policy, UUID subject, @Nullable UUID request, @Nullable String category) {}
}
