package io.lethe.record;

import io.lethe.crypto.VersionedToken;
import io.lethe.database.Ids;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.subject.Tombstone;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which subject and which data key each draft of a chunk goes under: those that exist, and new
 * ones.
 *
 * <p>It was read without a lock; the writing transaction checks it again and starts over if
 * anything has changed.
 *
 * <p><b>Thread safety</b>: none; one chunk owns it.
 */
final class Placement {

  private final Ids ids;
  private final long now;
  private final Map<VersionedToken, UUID> subjects = new HashMap<>();
  private final Map<UUID, SubjectTokens> created = new LinkedHashMap<>();
  private final Map<Owner, UUID> keys = new HashMap<>();
  private final Set<UUID> newKeys = new HashSet<>();
  private final Map<VersionedToken, Tombstone> tombstones = new HashMap<>();
  private Map<Owner, UUID> read = Map.of();

  /**
   * An empty placement.
   *
   * @param now in Unix milliseconds, for the ids of new keys
   */
  Placement(Ids ids, long now) {
    this.ids = ids;
    this.now = now;
  }

  /** Notes a subject that exists. */
  void existing(SubjectTokens tokens, UUID subject) {
    subjects.put(tokens.tokens().get(0), subject);
  }

  /** Notes the data keys in use by the subjects that exist. */
  void existingKeys(Map<Owner, UUID> owners) {
    read = owners;
    keys.putAll(owners);
  }

  /** The subject of a draft, made if it is new. */
  UUID subject(Draft draft) {
    SubjectTokens tokens = draft.tokens();
    return subjects.computeIfAbsent(
        tokens.tokens().get(0),
        token -> {
          UUID id = ids.opaque(tokens.bucket());
          created.put(id, tokens);
          return id;
        });
  }

  /** The data key of a draft, made if there is none. */
  UUID key(Draft draft) {
    UUID subject = subject(draft);
    return keys.computeIfAbsent(
        new Owner(subject, draft.input().category().name()),
        owner -> {
          UUID id = ids.timed(Ids.bucket(subject), now);
          newKeys.add(id);
          return id;
        });
  }

  /** Subjects to create. */
  Map<UUID, SubjectTokens> created() {
    return created;
  }

  /** The product's references to the subjects to create. */
  Map<UUID, String> newcomers(List<Draft> drafts) {
    Map<UUID, String> newcomers = new LinkedHashMap<>();
    for (Draft draft : drafts) {
      UUID subject = subject(draft);
      if (created.containsKey(subject)) {
        newcomers.put(subject, draft.input().subject());
      }
    }
    return newcomers;
  }

  /** Subjects that are expected to be there still. */
  List<UUID> expected() {
    return subjects.values().stream().filter(id -> !created.containsKey(id)).distinct().toList();
  }

  /** Data keys to create. */
  Set<UUID> newKeys() {
    return newKeys;
  }

  /** Data keys in use that are needed. */
  Set<UUID> usedKeys(List<Draft> drafts) {
    return drafts.stream()
        .filter(draft -> !draft.content().secret().isEmpty())
        .map(this::key)
        .filter(key -> !newKeys.contains(key))
        .collect(Collectors.toSet());
  }

  /** The keys to write down, by owner. */
  Map<Owner, UUID> newOwners() {
    Map<Owner, UUID> owners = new LinkedHashMap<>();
    keys.forEach(
        (owner, key) -> {
          if (newKeys.contains(key)) {
            owners.put(owner, key);
          }
        });
    return owners;
  }

  /** Whether the keys in use are still those that were read. */
  boolean stillHolds(Map<Owner, UUID> locked) {
    return read.equals(locked);
  }

  /** Notes the tombstone of a subject that is being collected again. */
  void tombstone(SubjectTokens tokens, Tombstone tombstone) {
    tombstones.put(tokens.tokens().get(0), tombstone);
  }

  /** Whether this tombstone was known when the draft was allowed. */
  boolean knows(SubjectTokens tokens, Tombstone tombstone) {
    return tombstone.equals(tombstones.get(tokens.tokens().get(0)));
  }

  /** A subject's category. */
  record Owner(UUID subject, String category) {}
}
