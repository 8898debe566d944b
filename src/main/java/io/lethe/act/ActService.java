package io.lethe.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.crypto.Sha256;
import io.lethe.database.Rounds;
import io.lethe.ledger.EntryProof;
import io.lethe.ledger.EntryProofs;
import io.lethe.ledger.LedgerEntryEntity;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes and reads acts. */
@ApplicationScoped
public class ActService {

  private final ActStore acts;
  private final ErasureStore erasures;
  private final TableJournal tables;
  private final GroupStore measured;
  private final KeptStore kept;
  private final ReadBackStore readBack;
  private final EventLog eventLog;
  private final ActContent content;
  private final EntryProofs proofs;
  private final ObjectMapper json;

  ActService(
      ActStore acts,
      ErasureStore erasures,
      TableJournal tables,
      GroupStore measured,
      KeptStore kept,
      ReadBackStore readBack,
      EventLog eventLog,
      ActContent content,
      EntryProofs proofs,
      ObjectMapper json) {
    this.acts = acts;
    this.erasures = erasures;
    this.tables = tables;
    this.measured = measured;
    this.kept = kept;
    this.readBack = readBack;
    this.eventLog = eventLog;
    this.content = content;
    this.proofs = proofs;
    this.json = json;
  }

  /** Writes the acts of a run that are not written, one per policy it has acted under. */
  public Uni<Void> write(Run run) {
    return erasures
        .policies(run.id())
        .chain(under -> Rounds.each(under, policy -> write(run, policy)));
  }

  private Uni<Void> write(Run run, String policy) {
    return isWritten(run, policy)
        .chain(written -> written ? Uni.createFrom().voidItem() : writeFirst(run, policy));
  }

  private Uni<Boolean> isWritten(Run run, String policy) {
    return Panache.withSession(() -> acts.of(run.id(), policy)).map(Optional::isPresent);
  }

  private Uni<Void> writeFirst(Run run, String policy) {
    return Uni.combine()
        .all()
        .unis(
            erasures.groups(run.id(), policy),
            tables.of(run.id()),
            measured.of(run.id(), policy),
            erasures.keys(run.id(), policy),
            kept.of(run.id(), policy),
            readBack.of(run.id(), policy),
            eventLog.bound(run.id(), policy))
        .with(ActContent.Told::new)
        .map(told -> content.of(run, policy, told))
        .chain(act -> Panache.withTransaction(() -> persist(act)))
        .onFailure()
        .recoverWithUni(failure -> written(run, policy, failure));
  }

  /** A replica that had taken the run over may have been faster: then there is nothing to do. */
  private Uni<Void> written(Run run, String policy, Throwable failure) {
    return isWritten(run, policy)
        .chain(
            written -> written ? Uni.createFrom().voidItem() : Uni.createFrom().failure(failure));
  }

  private Uni<Void> persist(Act act) {
    ActEntity entity = new ActEntity();
    entity.id = act.id();
    entity.runId = act.runId();
    entity.policy = act.policy();
    entity.createdAt = act.createdAt();
    entity.content = text(act);
    entity.hash = Sha256.hex(entity.content);
    Map<String, ?> entry =
        Map.of(
            "act", act.id().toString(),
            "run", act.runId().toString(),
            "policy", act.policy(),
            "hash", entity.hash);
    LedgerEntryEntity written = LedgerEntryEntity.of("act.written", act.createdAt(), entry);
    return Panache.getSession()
        .chain(session -> session.persist(written).chain(session::flush))
        .invoke(() -> entity.ledgerId = written.id())
        .chain(() -> acts.persist(entity))
        .replaceWithVoid();
  }

  /** That the ledger has an act. */
  Uni<ActProof> proof(ActEntity entity) {
    Uni<Optional<EntryProof>> proof =
        entity.ledgerId == null
            ? Uni.createFrom().item(Optional.empty())
            : proofs.of(entity.ledgerId);
    return proof.map(
        found -> new ActProof(entity.id, entity.hash, found.isPresent(), found.orElse(null)));
  }

  /** The ids of runs' acts, by run; a run without acts is left out. */
  public Uni<Map<UUID, List<UUID>>> ids(Collection<UUID> runs) {
    return Panache.withSession(() -> acts.ofRuns(runs))
        .map(
            found ->
                found.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> (UUID) row[0],
                            Collectors.mapping(row -> (UUID) row[1], Collectors.toList()))));
  }

  Uni<List<ActEntity>> page(UUID after, int limit) {
    return Panache.withSession(() -> acts.page(after, limit));
  }

  /** An act as it is stored. */
  Uni<Optional<ActEntity>> find(UUID id) {
    return Panache.withSession(() -> acts.findById(id)).map(Optional::ofNullable);
  }

  /** SHA-256 of the event log as the act binds it; none in acts of versions that did not. */
  Optional<byte[]> eventLogDigest(ActEntity entity) {
    String hash = content(entity).path("eventLog").path("sha256").asText();
    return hash.isEmpty() ? Optional.empty() : Optional.of(HexFormat.of().parseHex(hash));
  }

  JsonNode content(ActEntity entity) {
    try {
      return json.readTree(entity.content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("act " + entity.id + " is not valid JSON", e);
    }
  }

  private String text(Act act) {
    try {
      return json.writeValueAsString(act);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an act can always be written", e);
    }
  }

  /**
   * What an act needs to know of its run.
   *
   * @param left what the last pass met and left as it was, by policy
   */
  public record Run(UUID id, String requestedBy, Map<String, Left> left) {}

  /** Records that were due and are as they were. */
  @RegisterForReflection
  public record Left(long held, long blocked, long failed) {

    /** Both together. */
    public Left plus(Left other) {
      return new Left(held + other.held, blocked + other.blocked, failed + other.failed);
    }
  }
}
