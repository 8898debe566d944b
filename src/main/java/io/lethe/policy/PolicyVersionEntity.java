package io.lethe.policy;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stored version; its text never changes, its state moves forward only. */
@Entity
@Table(name = "policy_version")
public class PolicyVersionEntity extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public @Nullable Long id;

  @Column(updatable = false)
  public String policy = "";

  @Column(updatable = false)
  public int version;

  @Column(updatable = false)
  public String hash = "";

  @Column(updatable = false)
  public String yaml = "";

  @Enumerated(EnumType.STRING)
  public PolicyVersion.State state = PolicyVersion.State.DRAFT;

  @Column(updatable = false)
  public String author = "";

  @Column(name = "created_at", updatable = false)
  public Instant createdAt = Instant.EPOCH;

  @Column(name = "approved_by")
  public @Nullable String approvedBy;

  @Column(name = "approved_at")
  public @Nullable Instant approvedAt;

  /** Of the text that was approved. */
  @Column(name = "approved_hash")
  public @Nullable String approvedHash;

  /** The version that was active then, or null when there was none. */
  @Column(name = "approved_over")
  public @Nullable Integer approvedOver;

  @Column(name = "activated_by")
  public @Nullable String activatedBy;

  @Column(name = "activated_at")
  public @Nullable Instant activatedAt;
}
