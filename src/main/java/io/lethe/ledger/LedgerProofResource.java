package io.lethe.ledger;

import io.lethe.access.Role;
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
import java.util.ArrayList;
import java.util.List;
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
    return store
        .size()
        .chain(
            newest -> {
              long in = within(size == null ? newest : size, newest, "size", newest);
              long leaf = within(index, in - 1, "index", newest);
              List<Range> ranges = new ArrayList<>(MerklePath.inclusion(leaf, in));
              ranges.add(new Range(leaf, leaf + 1));
              ranges.add(new Range(0, in));
              return tree.hashes(ranges)
                  .map(Base64Text::of)
                  .map(
                      hashes -> {
                        int path = hashes.size() - 2;
                        return new Inclusion(
                            leaf,
                            in,
                            hashes.get(path),
                            hashes.get(path + 1),
                            hashes.subList(0, path));
                      });
            });
  }

  /** That a tree of a size begins with the one of a smaller size. */
  @GET
  @Path("/consistency")
  @Operation(summary = "That the tree of 'to' entries, or the newest, goes on from that of 'from'")
  public Uni<ConsistencyProof> consistency(
      @QueryParam("from") @Nullable Long from, @QueryParam("to") @Nullable Long to) {
    return store
        .size()
        .chain(
            newest -> {
              long larger = within(to == null ? newest : to, newest, "to", newest);
              long smaller = within(from, larger, "from", newest);
              return tree.hashes(MerklePath.consistency(smaller, larger))
                  .map(hashes -> new ConsistencyProof(smaller, larger, Base64Text.of(hashes)));
            });
  }

  /** A parameter, from 0 to {@code most}. */
  private static long within(@Nullable Long value, long most, String what, long newest) {
    if (value == null || value < 0 || value > most) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID,
          what + " is missing, or beyond the newest checkpoint, of size " + newest);
    }
    return value;
  }

  /**
   * An inclusion proof; hashes in base64.
   *
   * @param hashes from the leaf's sibling on
   */
  @Schema(name = "InclusionProof")
  record Inclusion(long index, long size, String leafHash, String rootHash, List<String> hashes) {}
}
