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

/** The job that follows an activation; it is written with it, and moved on by SQL alone. */
@Entity
@Table(name = "policy_recompute")
public class PolicyRecomputeEntity extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public @Nullable Long id;

  public String policy = "";

  public int version;

  public int epoch;

  public String state = Recompute.State.QUEUED.name();

  @Column(name = "created_at")
  public Instant createdAt = Instant.EPOCH;
}
