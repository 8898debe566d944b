package io.lethe.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.ledger.LedgerStore.SealedEntry;
import io.lethe.ledger.LedgerVerifier.Verification;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The ledger, for auditors. */
@Path("/api/v1/ledger")
@Tag(name = "Ledger")
@RolesAllowed(Role.Name.AUDITOR)
public class LedgerResource {

  private static final int MOST = 1_000;

  private final LedgerStore store;
  private final LedgerVerifier verifier;
  private final Callers callers;
  private final ObjectMapper json;

  LedgerResource(LedgerStore store, LedgerVerifier verifier, Callers callers, ObjectMapper json) {
    this.store = store;
    this.verifier = verifier;
    this.callers = callers;
    this.json = json;
  }

  /** The newest tree: origin, size and root, a line each. */
  @GET
  @Path("/checkpoint")
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(summary = "Origin, size and base64 root of the newest sealed tree, a line each")
  public Uni<String> checkpoint() {
    return store
        .newest()
        .map(
            newest -> {
              long size = newest.map(LedgerStore.Checkpoint::size).orElse(0L);
              byte[] root =
                  newest.map(LedgerStore.Checkpoint::root).orElse(new MerkleFrontier().root());
              return "lethe\n" + size + "\n" + base64(root) + "\n";
            });
  }

  /** Sealed entries of an index above {@code after}. */
  @GET
  @Path("/entries")
  @Operation(summary = "Sealed entries in the order of their index, above the index 'after'")
  public Uni<Page> entries(
      @QueryParam("after") @DefaultValue("-1") long after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    requireEverything();
    int count = Math.max(1, Math.min(limit, MOST));
    return store
        .entries(after, count)
        .map(
            entries ->
                new Page(
                    entries.stream().map(this::view).toList(),
                    entries.size() < count ? null : entries.get(count - 1).index()));
  }

  /** Recomputes the ledger and compares it with every published root. */
  @GET
  @Path("/verification")
  @Operation(summary = "Recomputes the whole ledger and names the first fault, if any")
  public Uni<Verification> verification() {
    requireEverything();
    return verifier.verify();
  }

  /** Entries are of every policy and category. */
  private void requireEverything() {
    if (!callers.current().as(Role.AUDITOR).coversEverything()) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the ledger needs a grant of every policy and category");
    }
  }

  private Entry view(SealedEntry sealed) {
    try {
      JsonNode content = json.readTree(sealed.content());
      return new Entry(
          sealed.index(),
          base64(sealed.leaf()),
          base64(sealed.salt()),
          content.path("type").asText(),
          content.path("at").asText(),
          content.path("entry"));
    } catch (JsonProcessingException e) {
      return new Entry(
          sealed.index(), base64(sealed.leaf()), base64(sealed.salt()), "unreadable", "", null);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A page of entries; {@code next} is the index to continue after. */
  @Schema(name = "LedgerPage")
  record Page(List<Entry> items, @Nullable Long next) {}

  /** An entry; hash and salt in base64. */
  @Schema(name = "LedgerEntry")
  record Entry(
      long index,
      String leafHash,
      String salt,
      String type,
      String at,
      @Nullable @Schema(implementation = Object.class) JsonNode entry) {}
}
