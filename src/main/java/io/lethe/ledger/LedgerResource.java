package io.lethe.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.ledger.LedgerStore.Checkpoint;
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
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
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

  /** The type of an entry whose content is gone. */
  static final String ERASED = "erased";

  private final LedgerStore store;
  private final LedgerVerifier verifier;
  private final Checkpoints checkpoints;
  private final Callers callers;
  private final ObjectMapper json;
  private final Clock clock;

  LedgerResource(
      LedgerStore store,
      LedgerVerifier verifier,
      Checkpoints checkpoints,
      Callers callers,
      ObjectMapper json,
      Clock clock) {
    this.store = store;
    this.verifier = verifier;
    this.checkpoints = checkpoints;
    this.callers = callers;
    this.json = json;
    this.clock = clock;
  }

  /** The newest checkpoint, as a signed note; before the first sealing that of no entries. */
  @GET
  @Path("/checkpoint")
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(
      summary = "Origin, size and base64 root of the newest sealed tree, a line each, signed")
  public Uni<String> checkpoint() {
    return store
        .newest()
        .map(newest -> newest.map(Checkpoint::note))
        .chain(
            note ->
                note.isPresent()
                    ? Uni.createFrom().item(note.get())
                    : checkpoints
                        .sign(new MerkleFrontier(), clock.instant())
                        .map(Checkpoint::note));
  }

  /** The keys by which checkpoints are verified, a line each, the newest last. */
  @GET
  @Path("/keys")
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(summary = "The verifier keys of checkpoints, a line each, the newest last")
  public Uni<String> keys() {
    return checkpoints
        .keys()
        .map(keys -> keys.stream().map(key -> key.text() + "\n").collect(Collectors.joining()));
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
    String leaf = Base64Text.of(MerkleFrontier.leaf(sealed.commitment()));
    byte[] salt = sealed.salt();
    String text = sealed.content();
    if (salt == null || text == null) {
      return new Entry(sealed.index(), leaf, null, ERASED, null, null);
    }
    try {
      JsonNode content = json.readTree(text);
      return new Entry(
          sealed.index(),
          leaf,
          Base64Text.of(salt),
          content.path("type").asText(),
          content.path("at").asText(),
          content.path("entry"));
    } catch (JsonProcessingException e) {
      return new Entry(sealed.index(), leaf, Base64Text.of(salt), "unreadable", null, null);
    }
  }

  /** A page of entries; {@code next} is the index to continue after. */
  @Schema(name = "LedgerPage")
  record Page(List<Entry> items, @Nullable Long next) {}

  /** An entry; hash and salt in base64. Of an erased one only index and hash are left. */
  @Schema(name = "LedgerEntry")
  record Entry(
      long index,
      String leafHash,
      @Nullable String salt,
      String type,
      @Nullable String at,
      @Nullable @Schema(implementation = Object.class) JsonNode entry) {}
}
