package io.lethe.ledger;

import io.lethe.access.Role;
import io.lethe.ledger.LedgerStore.Checkpoint;
import io.lethe.ledger.MerklePath.Range;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * That the ledger has an entry, and that it goes on from a smaller one. Hashes alone: they say
 * nothing about what entries say.
 *
 * <p><b>Source</b>: RFC 6962, section 2.1.
 */
@Path("/api/v1/ledger/proofs")
@Tag(name = "Ledger")
@RolesAllowed(Role.Name.AUDITOR)
@Produces(MediaType.APPLICATION_JSON)
public class LedgerProofResource {

  private final LedgerStore store;
  private final TreeReader tree;

  LedgerProofResource(LedgerStore store, TreeReader tree) {
    this.store = store;
    this.tree = tree;
  }

  /** The audit path of an entry in the tree of a size, by default that of the newest checkpoint. */
  @GET
  @Path("/inclusion")
  @Operation(summary = "The audit path of the entry 'index' in the tree of 'size' entries")
  public Uni<Inclusion> inclusion(
      @QueryParam("index") @Nullable Long index, @QueryParam("size") @Nullable Long size) {
    return sealed()
        .chain(
            newest -> {
              long in = size == null ? newest : size;
              require(in <= newest && in >= 0, "size", newest);
              require(index != null && index >= 0 && index < in, "index", newest);
              long leaf = index == null ? 0 : index;
              List<Range> ranges =
                  Stream.of(
                          Stream.of(new Range(leaf, leaf + 1)),
                          MerklePath.inclusion(leaf, in).stream(),
                          Stream.of(new Range(0, in)))
                      .flatMap(all -> all)
                      .toList();
              return tree.hashes(ranges)
                  .map(
                      hashes ->
                          new Inclusion(
                              leaf,
                              in,
                              base64(hashes.get(0)),
                              base64(hashes.get(hashes.size() - 1)),
                              hashes.subList(1, hashes.size() - 1).stream()
                                  .map(LedgerProofResource::base64)
                                  .toList()));
            });
  }

  /** That a tree of a size begins with the one of a smaller size. */
  @GET
  @Path("/consistency")
  @Operation(summary = "That the tree of 'to' entries, or the newest, goes on from that of 'from'")
  public Uni<Consistency> consistency(
      @QueryParam("from") @Nullable Long from, @QueryParam("to") @Nullable Long to) {
    return sealed()
        .chain(
            newest -> {
              long larger = to == null ? newest : to;
              require(larger <= newest && larger >= 0, "to", newest);
              require(from != null && from >= 0 && from <= larger, "from", newest);
              long smaller = from == null ? 0 : from;
              return tree.hashes(MerklePath.consistency(smaller, larger))
                  .map(
                      hashes ->
                          new Consistency(
                              smaller,
                              larger,
                              hashes.stream().map(LedgerProofResource::base64).toList()));
            });
  }

  /** Entries in the newest tree. */
  private Uni<Long> sealed() {
    return store.newest().map(newest -> newest.map(Checkpoint::size).orElse(0L));
  }

  private static void require(boolean holds, String what, long size) {
    if (!holds) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID,
          what + " is missing, or beyond the newest checkpoint, of size " + size);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * An inclusion proof; hashes in base64.
   *
   * @param hashes from the leaf's sibling on
   */
  @Schema(name = "InclusionProof")
  record Inclusion(long index, long size, String leafHash, String rootHash, List<String> hashes) {}

  /** A consistency proof; hashes in base64. */
  @Schema(name = "ConsistencyProof")
  record Consistency(long from, long to, List<String> hashes) {}
}
