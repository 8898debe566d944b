package io.lethe.act;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A destruction act; its content never changes. */
@Entity
@Table(name = "act")
public class ActEntity extends PanacheEntityBase {

  @Id public UUID id = new UUID(0, 0);

  @Column(name = "run_id", updatable = false)
  public UUID runId = new UUID(0, 0);

  @Column(updatable = false)
  public String policy = "";

  @Column(name = "created_at", updatable = false)
  public Instant createdAt = Instant.EPOCH;

  /** JSON text, as it was hashed. */
  @Column(updatable = false)
  public String content = "";

  /** SHA-256 of the content in UTF-8, in lower-case hexadecimal. */
  @Column(updatable = false)
  public String hash = "";

  /** Of the entry of the ledger that has the hash; null when the ledger knows no such entry. */
  @Column(name = "ledger_id", updatable = false)
  public @Nullable Long ledgerId;
}
