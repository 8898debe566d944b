package io.lethe.policy;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That subjects were notified of a version; never changed. */
@Entity
@Table(name = "policy_notice")
public class PolicyNoticeEntity extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public @Nullable Long id;

  @Column(updatable = false)
  public String policy = "";

  @Column(updatable = false)
  public int version;

  @Column(updatable = false)
  public Instant at = Instant.EPOCH;

  @Column(updatable = false)
  public String how = "";

  @Column(name = "recorded_by", updatable = false)
  public String recordedBy = "";

  @Column(name = "recorded_at", updatable = false)
  public Instant recordedAt = Instant.EPOCH;
}
