package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.database.Columns;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.subject.RestraintInput;
import io.lethe.subject.RestraintService;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that keep unlawful processing of a person's data stopped, over everything or over a
 * category.
 *
 * <p><b>Guarantee</b>: what is destroyed is not kept by them, and nothing else is released: one
 * over everything becomes one over each other category that there are records of, under the reason
 * of its request.
 */
@ApplicationScoped
class UnlawfulBlocks {

  private static final String REASON = "request ";

  /** Of which request {@code q} a block {@code b} is: it placed it, or it has become that. */
  static final String OF_REQUEST =
      """
      q.bucket = b.bucket AND q.subject_id = b.subject_id AND (q.block_id = b.id
        OR q.type = 'STOP_UNLAWFUL' AND b.reason = '%s' || q.id
          AND b.authority IS NULL AND b.ends_at IS NULL)
      """
          .formatted(REASON);

  private static final String IN_FORCE =
      """
      SELECT b.id, b.category, b.reason FROM subject_request q JOIN block b ON %s
      WHERE q.bucket = $1 AND q.subject_id = $2 AND q.type = 'STOP_UNLAWFUL'
        AND b.released_at IS NULL AND ($3::text IS NULL OR b.category IS NULL OR b.category = $3)
        AND ($4::uuid IS NULL OR q.id = $4)
      ORDER BY b.id
      """
          .formatted(OF_REQUEST);

  private final RestraintService restraints;
  private final RequestStore requests;

  UnlawfulBlocks(RestraintService restraints, RequestStore requests) {
    this.restraints = restraints;
    this.requests = requests;
  }

  /** The reason of a block that a request places. */
  static String reason(UUID request) {
    return REASON + request;
  }

  /** Ends them over what a request destroys; its subject is locked. */
  Uni<Void> release(SqlConnection tx, Caller caller, Request request) {
    return inForce(tx, request.subject(), request.asked().category(), null)
        .chain(blocks -> Rounds.each(blocks, block -> release(tx, caller, request, block)));
  }

  /** Ends those of a request that asked for them, whatever has become of the one that it placed. */
  Uni<Void> end(SqlConnection tx, Caller caller, Request request) {
    return inForce(tx, request.subject(), null, request.id())
        .chain(
            blocks ->
                Rounds.each(
                    blocks, block -> restraints.unblock(tx, caller, block.id()).replaceWithVoid()));
  }

  private static Uni<List<Block>> inForce(
      SqlConnection tx, UUID subject, @Nullable String category, @Nullable UUID request) {
    return tx.preparedQuery(IN_FORCE)
        .execute(Tuple.of((short) Ids.bucket(subject), subject, category, request))
        .map(rows -> Columns.all(rows, UnlawfulBlocks::block));
  }

  private Uni<Void> release(SqlConnection tx, Caller caller, Request request, Block block) {
    String destroyed = request.asked().category();
    Uni<List<String>> others =
        destroyed == null || block.category() != null
            ? Uni.createFrom().item(List.of())
            : others(tx, request.subject(), destroyed);
    return others.chain(
        all ->
            restraints
                .unblock(tx, caller, block.id())
                .chain(
                    ended ->
                        Rounds.each(
                            ended ? all : List.<String>of(),
                            other -> place(tx, caller, request, block, other))));
  }

  /** Those that there are records of: nothing else would ever end a block over the others. */
  private Uni<List<String>> others(SqlConnection tx, UUID subject, String destroyed) {
    return requests
        .labelled(tx, subject, null)
        .map(
            records ->
                records.stream()
                    .map(RequestStore.Labelled::category)
                    .filter(category -> !category.equals(destroyed))
                    .distinct()
                    .toList());
  }

  private Uni<Void> place(
      SqlConnection tx, Caller caller, Request request, Block block, String category) {
    return restraints
        .block(
            tx,
            caller,
            new RestraintInput(
                request.policy(), category, null, request.subject(), null, block.reason(), null))
        .replaceWithVoid();
  }

  private static Block block(Row row) {
    return new Block(row.getUUID("id"), row.getString("category"), row.getString("reason"));
  }

  /** One in force; without a category it is over everything. */
  private record Block(UUID id, @Nullable String category, String reason) {}
}
