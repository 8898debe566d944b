package io.lethe.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A ledger entry of the control plane, persisted in the session of what it speaks of.
 *
 * <p>It is committed unsealed: the {@link Sealer} gives it its index.
 */
@Entity
@Table(name = "ledger_entry")
public class LedgerEntryEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  @Column(updatable = false)
  byte[] salt;

  @Column(updatable = false)
  String entry;

  @Column(nullable = false, updatable = false)
  byte[] commitment;

  @Column(nullable = false, updatable = false)
  Instant at;

  /** For Hibernate. */
  protected LedgerEntryEntity() {
    this(new LedgerLeaf(new byte[0], "", new byte[0]), Instant.EPOCH);
  }

  private LedgerEntryEntity(LedgerLeaf leaf, Instant at) {
    this.salt = leaf.salt();
    this.entry = leaf.content();
    this.commitment = leaf.commitment();
    this.at = at;
  }

  /** Its id, once it is persisted; the index is another number. */
  public long id() {
    return Objects.requireNonNull(id, "the entry is not persisted");
  }

  /** An unsealed entry; {@code entry} holds no personal value. */
  public static LedgerEntryEntity of(String type, Instant at, Map<String, ?> entry) {
    return new LedgerEntryEntity(LedgerLeaf.of(type, at, entry), at);
  }
}
