package io.lethe.model;

import io.lethe.oracle.PolicyOracle;
import io.lethe.oracle.PolicyOracle.Due;
import io.lethe.oracle.PolicyOracle.Fact;
import io.lethe.oracle.PolicyOracle.Facts;
import io.lethe.oracle.PolicyOracle.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What should be in the database of one policy, from what its sequence has been told alone: people,
 * their records and events, restraints and versions. When a record is due, {@link PolicyOracle}
 * says; what keeps it, this does.
 */
final class Model {

  /** Somebody the product knows; of each life in the database the records and events are new. */
  static final class Somebody {
    final String reference;
    final List<Fact> events = new ArrayList<>();
    int life;
    boolean known;
    @Nullable Instant gone;

    Somebody(String reference) {
      this.reference = reference;
    }

    /** Whether a record is received; one from before the last destruction would come back. */
    boolean receives(@Nullable Instant collectedAt) {
      return gone == null || collectedAt != null && collectedAt.isAfter(gone);
    }
  }

  /** A record; {@code version} protected it. */
  static final class Kept {
    final String id;
    final Somebody person;
    final String category;
    final Instant collectedAt;
    final boolean said;
    final int position;
    final int version;
    boolean whole = true;

    Kept(String id, Received received, Instant collectedAt) {
      this.id = id;
      this.person = received.person();
      this.category = received.category();
      this.said = received.said();
      this.position = received.position();
      this.version = received.version();
      this.collectedAt = collectedAt;
    }
  }

  /** What is known of a record before it is answered. */
  record Received(Somebody person, String category, boolean said, int position, int version) {}

  /** A hold or a block; the life is that of the person that it names. */
  static final class Restraint {
    final boolean block;
    final @Nullable String category;
    final @Nullable Somebody person;
    final int life;
    final @Nullable Instant endsAt;
    String id = "";
    boolean released;

    Restraint(
        boolean block,
        @Nullable String category,
        @Nullable Somebody person,
        @Nullable Instant endsAt) {
      this.block = block;
      this.category = category;
      this.person = person;
      this.life = person == null ? 0 : person.life;
      this.endsAt = endsAt;
    }

    boolean inForce(Instant at) {
      return !released && (endsAt == null || endsAt.isAfter(at));
    }

    boolean covers(Kept record) {
      return (category == null || category.equals(record.category))
          && (person == null || names(record.person));
    }

    boolean names(Somebody one) {
      return person == one && life == one.life;
    }
  }

  private final PolicyOracle oracle;
  final List<Version> versions = new ArrayList<>();
  final List<Somebody> people = new ArrayList<>();
  final Map<String, Kept> records = new LinkedHashMap<>();
  final List<Restraint> restraints = new ArrayList<>();
  int position;

  Model(PolicyOracle oracle, int size) {
    this.oracle = oracle;
    for (int i = 0; i < size; i++) {
      people.add(new Somebody("person-" + i));
    }
  }

  void received(String id, Received received, Instant collectedAt) {
    received.person().known = true;
    records.put(id, new Kept(id, received, collectedAt));
  }

  /** An event; one that was told before is the same one. */
  void told(Somebody person, Fact fact) {
    boolean before =
        person.events.stream()
            .anyMatch(
                known ->
                    known.type().equals(fact.type())
                        && known.purpose().equals(fact.purpose())
                        && known.at().equals(fact.at()));
    if (!before) {
      person.events.add(fact);
    }
  }

  /** When a record that is whole is due, and for what; null while its rules wait. */
  @Nullable Due due(Kept record) {
    List<Version> terms = new ArrayList<>(versions.subList(record.version - 1, versions.size()));
    terms.set(0, new Version(terms.get(0).policy(), Instant.MIN));
    Facts facts =
        new Facts(
            record.collectedAt, record.said, record.position, List.copyOf(record.person.events));
    return oracle.due(terms, record.category, facts);
  }

  boolean isDue(Kept record, Instant cutoff) {
    Due due = due(record);
    return due != null && !due.at().isAfter(cutoff);
  }

  /** What keeps a record, a block before a hold. */
  Optional<Restraint> keeps(Kept record, Instant cutoff) {
    return restraints.stream()
        .filter(one -> one.inForce(cutoff) && one.covers(record))
        .reduce((a, b) -> a.block ? a : b);
  }

  List<Kept> whole() {
    return records.values().stream().filter(record -> record.whole).toList();
  }

  /** People without records are forgotten, but for those that a restraint names. */
  void bury(Instant cutoff) {
    for (Somebody person : people) {
      boolean empty = whole().stream().noneMatch(record -> record.person == person);
      boolean named = restraints.stream().anyMatch(one -> one.inForce(cutoff) && one.names(person));
      if (person.known && empty && !named) {
        person.known = false;
        person.gone = cutoff;
        person.events.clear();
        person.life++;
      }
    }
  }
}
