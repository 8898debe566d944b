package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.act.ErasureStore.Erased;
import io.lethe.key.KeyErasures;
import io.lethe.key.KeyErasures.Ended;
import io.lethe.policy.Action;
import io.lethe.retention.Batch.Context;
import io.lethe.retention.Depersonalization.Operation;
import io.lethe.subject.Burial;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The part of a batch that cannot be undone: records go, each with a row in the journal, and with
 * them the data keys and the subjects that nothing needs any more.
 */
@ApplicationScoped
class Removal {

  private final Depersonalizer depersonalizer;
  private final EraseStore erase;
  private final ErasureStore journal;
  private final KeyErasures keys;
  private final Burial burial;
  private final DepersonalizationStore register;

  Removal(
      Depersonalizer depersonalizer,
      EraseStore erase,
      ErasureStore journal,
      KeyErasures keys,
      Burial burial,
      DepersonalizationStore register) {
    this.depersonalizer = depersonalizer;
    this.erase = erase;
    this.journal = journal;
    this.keys = keys;
    this.burial = burial;
    this.register = register;
  }

  /**
   * Removes records whose subjects the caller has locked.
   *
   * @return the data keys that have ended
   */
  Uni<Optional<Ended>> remove(
      SqlConnection tx, Context context, List<Verdict.Act> acts, Depersonalizer.Result result) {
    if (acts.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    String policy = context.category().policy();
    UUID run = context.run().id();
    List<Erased> erased = acts.stream().map(Removal::erased).toList();
    List<UUID> subjects =
        acts.stream().map(act -> act.row().subject()).distinct().sorted().toList();
    return erase
        .delete(tx, erased.stream().map(Erased::record).toList())
        .invoke(
            deleted -> {
              if (deleted != erased.size()) {
                throw new IllegalStateException("claimed rows are gone though they were locked");
              }
            })
        .chain(
            () ->
                journal.journal(
                    tx,
                    new ErasureStore.Scope(run, policy, context.category().category()),
                    erased,
                    context.now()))
        .chain(() -> leave(tx, context.category(), result))
        .chain(() -> forget(tx, context, subjects))
        .call(() -> register(tx, context, acts));
  }

  private Uni<Optional<Ended>> forget(
      SqlConnection tx, Context context, Collection<UUID> subjects) {
    CategoryRef category = context.category();
    return erase
        .left(tx, category, subjects)
        .chain(
            left ->
                erase
                    .endKeys(tx, category.category(), left.withoutHere(subjects))
                    .chain(
                        ended ->
                            keys.end(
                                tx, category.policy(), context.run().id(), ended, context.now()))
                    .call(
                        () ->
                            burial.bury(
                                tx, left.without(subjects), context.now(), context.cutoff())));
  }

  private Uni<Void> leave(SqlConnection tx, CategoryRef category, Depersonalizer.Result result) {
    return result.left().isEmpty()
        ? Uni.createFrom().voidItem()
        : erase.intake(tx, category, result.left(), depersonalizer.kAtLeast(category.policy()));
  }

  /** Last, as all batches of a run add to the same rows. */
  private Uni<Void> register(SqlConnection tx, Context context, List<Verdict.Act> acts) {
    SortedMap<Integer, Long> byVersion =
        acts.stream()
            .filter(act -> act.reading().rule().then() == Action.DEPERSONALIZE)
            .collect(
                Collectors.groupingBy(
                    act -> act.row().policyVersion(), TreeMap::new, Collectors.counting()));
    return register.add(
        tx, context.run(), context.category(), Operation.DEPERSONALIZED, byVersion, context.now());
  }

  private static Erased erased(Verdict.Act act) {
    return new Erased(
        act.row().id(),
        act.row().subject(),
        act.row().policyVersion(),
        act.version(),
        act.reading().rule().index(),
        act.reading().rule().then().name());
  }
}
