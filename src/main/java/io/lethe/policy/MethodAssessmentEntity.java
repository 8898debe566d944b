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

/** Why an officer holds the methods of a version to suffice; never changed. */
@Entity
@Table(name = "method_assessment")
public class MethodAssessmentEntity extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public @Nullable Long id;

  @Column(updatable = false)
  public String policy = "";

  @Column(updatable = false)
  public int version;

  @Column(updatable = false)
  public String text = "";

  @Column(name = "assessed_by", updatable = false)
  public String assessedBy = "";

  @Column(name = "assessed_at", updatable = false)
  public Instant assessedAt = Instant.EPOCH;
}
