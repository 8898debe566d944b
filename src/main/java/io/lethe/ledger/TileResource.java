package io.lethe.ledger;

import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The tree as tiles, for clients that know the format: with {@code /api/v1/ledger} as its prefix,
 * this ledger is a log of theirs, whose entries are commitments of 32 bytes.
 *
 * <p><b>Source</b>: C2SP tlog-tiles.
 */
@Path("/api/v1/ledger/tile")
@Tag(name = "Ledger")
@RolesAllowed(Role.Name.AUDITOR)
@Produces(MediaType.APPLICATION_OCTET_STREAM)
public class TileResource {

  private final LedgerStore store;
  private final TreeReader tree;

  TileResource(LedgerStore store, TreeReader tree) {
    this.store = store;
    this.tree = tree;
  }

  /** Up to 256 hashes of a level, of 32 bytes each. */
  @GET
  @Path("/{level: [0-7]}/{path: .+}")
  @Operation(summary = "A tile of a level of the tree, such as 0/x001/234 or 0/x001/234.p/5")
  public Uni<byte[]> hashes(@PathParam("level") int level, @PathParam("path") String path) {
    TileId.Part part = part(path);
    return sized(size -> tree.tile(new TileId(level, part.index()), part.width(), size));
  }

  /** Up to 256 entries: each the length of two bytes, 32, and a commitment. */
  @GET
  @Path("/entries/{path: .+}")
  @Operation(summary = "A bundle of entries, such as entries/x001/234: commitments of 32 bytes")
  public Uni<byte[]> entries(@PathParam("path") String path) {
    TileId.Part part = part(path);
    return sized(size -> tree.bundle(part.index(), part.width(), size)).map(TileResource::prefixed);
  }

  private Uni<byte[]> sized(Function<Long, Uni<Optional<byte[]>>> of) {
    return store.size().chain(of::apply).map(found -> found.orElseThrow(TileResource::none));
  }

  private static byte[] prefixed(byte[] commitments) {
    Buffer bundle = Buffer.buffer();
    for (int at = 0; at < commitments.length; at += MerkleFrontier.HASH) {
      bundle
          .appendShort((short) MerkleFrontier.HASH)
          .appendBytes(commitments, at, MerkleFrontier.HASH);
    }
    return bundle.getBytes();
  }

  private static TileId.Part part(String path) {
    return TileId.parse(path).orElseThrow(TileResource::none);
  }

  private static ServiceException none() {
    return new ServiceException(ErrorCode.NOT_FOUND, "the ledger has no such tile");
  }
}
