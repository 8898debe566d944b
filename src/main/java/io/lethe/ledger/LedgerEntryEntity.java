package io.lethe.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
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

  @Column(nullable = false, updatable = false)
  byte[] salt;

  @Column(nullable = false, updatable = false)
  String entry;

  @Column(nullable = false, updatable = false)
  byte[] leaf;

  /** For Hibernate. */
  protected LedgerEntryEntity() {
    this(new byte[0], "", new byte[0]);
  }

  private LedgerEntryEntity(byte[] salt, String entry, byte[] leaf) {
    this.salt = salt;
    this.entry = entry;
    this.leaf = leaf;
  }

  /** An unsealed entry; {@code entry} holds no personal value. */
  public static LedgerEntryEntity of(String type, Instant at, Map<String, ?> entry) {
    LedgerLeaf leaf = LedgerLeaf.of(type, at, entry);
    return new LedgerEntryEntity(leaf.salt(), leaf.content(), leaf.hash());
  }
}
